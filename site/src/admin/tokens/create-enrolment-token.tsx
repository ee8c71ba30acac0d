import { useState } from "preact/hooks";
import { enrolmentTokenSeconds, enrolmentTokenUses } from "../../../../core/contract/limits.ts";
import type { CreateEnrolmentTokenOutput } from "../../../../core/contract/site-contract.ts";
import { hub } from "../../live/hub-client.ts";
import { CopyField } from "../../parts/copy-field.tsx";
import { type FormText, SelectField, TextField } from "../../parts/field.tsx";
import { Moment } from "../../parts/moment.tsx";
import { agentSnippet } from "../../view/agent-snippet.ts";
import { CreateDialog } from "../create-dialog.tsx";
import { MadeDialog } from "../made-dialog.tsx";

const hour = 3600;
const lifetimes: [number, string][] = [
  [hour, "1 hour"],
  [8 * hour, "8 hours"],
  [24 * hour, "1 day"],
  [7 * 24 * hour, "7 days"],
  [30 * 24 * hour, "30 days"],
];

interface CreateEnrolmentTokenProps {
  onDone: () => void;
  onClose: () => void;
}

type Made = CreateEnrolmentTokenOutput & { region: string | null };

/** Makes an enrolment token, and shows once how an agent starts with it. */
export function CreateEnrolmentToken({ onDone, onClose }: CreateEnrolmentTokenProps) {
  const [made, setMade] = useState<Made | null>(null);
  const create = async (text: FormText) => {
    const region = text("region").trim() || null;
    const [expiresInSeconds, maxUses] = [Number(text("expiresInSeconds")), Number(text("maxUses"))];
    const asked = { region, expiresInSeconds, maxUses };
    setMade({ ...(await hub.createEnrolmentToken.mutate(asked)), region });
    onDone();
  };
  if (made) return <TokenMade made={made} onClose={onClose} />;
  return (
    <CreateDialog
      title="Create enrolment token"
      page="/admin/tokens"
      confirm="Create token"
      create={create}
      onClose={onClose}
    >
      <Fields />
    </CreateDialog>
  );
}

function Fields() {
  return (
    <>
      <TextField
        label="Region (optional)"
        name="region"
        placeholder="us-ashburn-1"
        autocomplete="off"
        hint="With one, only nodes of that region can register with the token."
      />
      <SelectField label="Valid for" name="expiresInSeconds">
        {lifetimes.map(([seconds, words]) => (
          <option key={seconds} value={seconds} selected={seconds === enrolmentTokenSeconds.usual}>
            {words}
          </option>
        ))}
      </SelectField>
      <TextField
        label="How many nodes may register with it"
        name="maxUses"
        type="number"
        min={enrolmentTokenUses.least}
        max={enrolmentTokenUses.most}
        defaultValue={String(enrolmentTokenUses.usual)}
        required
      />
    </>
  );
}

function TokenMade({ made, onClose }: { made: Made; onClose: () => void }) {
  const { token, region, expiresAtMs } = made;
  return (
    <MadeDialog title="Enrolment token created" onClose={onClose}>
      <CopyField label="Token" value={token} />
      <CopyField
        label="Start the agent on the VM with"
        value={agentSnippet({ hubUrl: location.origin, region, token })}
        multiline
      />
      <p class="hint">
        Shown this once. It can be used until <Moment atMs={expiresAtMs} />.
      </p>
    </MadeDialog>
  );
}
