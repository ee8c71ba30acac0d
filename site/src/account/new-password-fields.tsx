import { TextField } from "../parts/field.tsx";
import { passwordHint } from "./new-password.ts";

/** A new password, typed twice: fields `password` and `again`. */
export function NewPasswordFields() {
  return (
    <>
      <TextField
        label="New password"
        name="password"
        type="password"
        autocomplete="new-password"
        hint={passwordHint}
        required
      />
      <TextField
        label="New password again"
        name="again"
        type="password"
        autocomplete="new-password"
        required
      />
    </>
  );
}
