import { useState } from "preact/hooks";
import { apiTokenDays, mostNameCharacters } from "../../../../core/contract/limits.ts";
import type { CreateApiTokenOutput, Role } from "../../../../core/contract/people-contract.ts";
import { hub } from "../../live/hub-client.ts";
import { CopyField } from "../../parts/copy-field.tsx";
import { type FormText, TextField } from "../../parts/field.tsx";
import { Moment } from "../../parts/moment.tsx";
import { CreateDialog } from "../create-dialog.tsx";
import { MadeDialog } from "../made-dialog.tsx";
import { RoleSelect } from "../role-select.tsx";

interface CreateApiTokenProps {
  onDone: () => void;
  onClose: () => void;
}

/** Makes an API token, and shows its secret once. */
export function CreateApiToken({ onDone, onClose }: CreateApiTokenProps) {
  const [made, setMade] = useState<CreateApiTokenOutput | null>(null);
  const [role, setRole] = useState<Role>("USER");
  const create = async (text: FormText) => {
    const [name, expiresInDays] = [text("name"), Number(text("expiresInDays"))];
    setMade(await hub.createApiToken.mutate({ name, role, expiresInDays }));
    onDone();
  };
  if (made) return <TokenMade made={made} onClose={onClose} />;
  return (
    <CreateDialog
      title="Create API token"
      page="/admin/tokens"
      confirm="Create token"
      create={create}
      onClose={onClose}
    >
      <TextField
        label="Name"
        name="name"
        maxLength={mostNameCharacters}
        autocomplete="off"
        hint="What will use it, so that you know it again in this list and in the audit log."
        required
      />
      <RoleSelect value={role} onChange={setRole} />
      <TextField
        label="Valid for, in days"
        name="expiresInDays"
        type="number"
        min={apiTokenDays.least}
        max={apiTokenDays.most}
        defaultValue={String(apiTokenDays.usual)}
        required
      />
    </CreateDialog>
  );
}

function TokenMade({ made, onClose }: { made: CreateApiTokenOutput; onClose: () => void }) {
  return (
    <MadeDialog title="API token created" onClose={onClose}>
      <CopyField label="Token" value={made.token} />
      <p class="hint">
        Shown this once. Programs send it as <code>Authorization: Bearer …</code>, until{" "}
        <Moment atMs={made.expiresAtMs} />.
      </p>
    </MadeDialog>
  );
}
