import { useState } from "preact/hooks";
import { mostEmailCharacters, mostNameCharacters } from "../../../../core/contract/limits.ts";
import type { OneTimeLink, Role } from "../../../../core/contract/people-contract.ts";
import { hub } from "../../live/hub-client.ts";
import { Done } from "../../parts/alert.tsx";
import { type FormText, TextField } from "../../parts/field.tsx";
import { CreateDialog } from "../create-dialog.tsx";
import { MadeDialog } from "../made-dialog.tsx";
import { RoleSelect } from "../role-select.tsx";
import { LinkShown } from "./link-shown.tsx";

interface CreateUserProps {
  onDone: () => void;
  onClose: () => void;
}

/** Makes a local account, and shows the link that lets its person in. */
export function CreateUser({ onDone, onClose }: CreateUserProps) {
  const [made, setMade] = useState<{ email: string; link: OneTimeLink } | null>(null);
  const [role, setRole] = useState<Role>("USER");
  const create = async (text: FormText) => {
    const [email, name] = [text("email"), text("name")];
    const link = await hub.createUser.mutate({ email, name, role });
    setMade({ email, link });
    onDone();
  };
  if (made) {
    return (
      <MadeDialog title="User created" onClose={onClose}>
        <Done text={`${made.email} can sign in after setting a password with this link.`} />
        <LinkShown email={made.email} link={made.link} />
      </MadeDialog>
    );
  }
  return (
    <CreateDialog
      title="Create user"
      page="/admin/users"
      confirm="Create user"
      create={create}
      onClose={onClose}
    >
      <TextField
        label="Email"
        name="email"
        type="email"
        autocomplete="off"
        maxLength={mostEmailCharacters}
        required
      />
      <TextField
        label="Name"
        name="name"
        autocomplete="off"
        maxLength={mostNameCharacters}
        required
      />
      <RoleSelect value={role} onChange={setRole} />
    </CreateDialog>
  );
}
