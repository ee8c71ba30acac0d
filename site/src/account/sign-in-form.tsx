import { useState } from "preact/hooks";
import { mostEmailCharacters, mostTypedPasswordCharacters } from "../../../core/contract/limits.ts";
import { door } from "../live/hub-client.ts";
import { Alert, Done } from "../parts/alert.tsx";
import { onSubmitted, TextField } from "../parts/field.tsx";
import { useAttempt } from "../parts/use-attempt.ts";
import type { Arrival } from "./arrival.ts";

/** Email and password, with what is to be said first. `arrival` is null where the page is built. */
export function SignInForm({ arrival }: { arrival: Arrival | null }) {
  const [isOver, setOver] = useState(false);
  const { busy, refusal, attempt } = useAttempt();
  const submit = onSubmitted((text) => {
    void attempt(async () => {
      await door.signIn.mutate({ email: text("email"), password: text("password") });
      setOver(true);
      location.replace(arrival?.next ?? "/");
    });
  });
  const isBusy = busy || isOver;
  const error = refusal ?? (busy ? null : arrival?.error);
  return (
    <>
      {error && <Alert text={error} />}
      {arrival?.notice && !error && <Done text={arrival.notice} />}
      {/* Posted, so that a password never gets into an address, not even before the script runs. */}
      <form class="form" method="post" action="/sign-in" onSubmit={submit} aria-busy={isBusy}>
        <EmailAndPassword />
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </>
  );
}

function EmailAndPassword() {
  return (
    <>
      <TextField
        label="Email"
        name="email"
        type="email"
        autocomplete="username"
        maxLength={mostEmailCharacters}
        required
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autocomplete="current-password"
        maxLength={mostTypedPasswordCharacters}
        required
      />
    </>
  );
}
