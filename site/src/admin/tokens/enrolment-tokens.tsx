import { useContext } from "preact/hooks";
import type { EnrolmentTokenRow } from "../../../../core/contract/site-contract.ts";
import { hub } from "../../live/hub-client.ts";
import { HubTime } from "../../parts/age.tsx";
import { Moment } from "../../parts/moment.tsx";
import { StatusMark } from "../../parts/status-mark.tsx";
import { TableHead } from "../../parts/table-head.tsx";
import { tokenState } from "../../view/token-state.ts";
import { CreateEnrolmentToken } from "./create-enrolment-token.tsx";
import { RevokeToken } from "./revoke-token.tsx";
import { TokensPanel } from "./tokens-panel.tsx";

const askTokens = () => hub.enrolmentTokens.query();

export function EnrolmentTokens() {
  return (
    <TokensPanel
      title="Enrolment tokens"
      lead="An agent shows one when it registers as a node, and gets a key of its own for it."
      testId="enrolment-tokens"
      create="Create enrolment token"
      empty="None yet. Create one to enrol the first node."
      ask={askTokens}
      topic="overview"
      table={(rows, onDone) => <Table rows={rows} onDone={onDone} />}
      dialog={(onDone, onClose) => <CreateEnrolmentToken onDone={onDone} onClose={onClose} />}
    />
  );
}

interface TableProps {
  rows: readonly EnrolmentTokenRow[];
  onDone: () => void;
}

function Table({ rows, onDone }: TableProps) {
  return (
    <table class="table">
      <caption class="sr-only">Enrolment tokens</caption>
      <TableHead columns={["Region", "State", "Used", "Created", "Expires"]} last="Actions" />
      <tbody>
        {rows.map((row) => (
          <TokenLine key={row.id} row={row} onDone={onDone} />
        ))}
      </tbody>
    </table>
  );
}

function TokenLine({ row, onDone }: { row: EnrolmentTokenRow; onDone: () => void }) {
  const { nowMs } = useContext(HubTime);
  const state = tokenState(row, nowMs());
  const where = row.region ?? "any region";
  return (
    <tr>
      <th scope="row" class="cell-main">
        <strong>{row.region ?? "Any region"}</strong>
      </th>
      <td data-label="State">
        <StatusMark {...state} />
      </td>
      <td data-label="Used">
        {row.uses} of {row.maxUses}
      </td>
      <td data-label="Created">
        <Moment atMs={row.createdAtMs} />
      </td>
      <td data-label="Expires">
        <Moment atMs={row.expiresAtMs} />
      </td>
      <td class="cell-actions">
        {state.word === "Valid" && (
          <RevokeToken
            name={`the enrolment token for ${where}`}
            consequence="No further node can register with it. Nodes that did keep working."
            revoke={() => hub.revokeEnrolmentToken.mutate({ tokenId: row.id })}
            onDone={onDone}
          />
        )}
      </td>
    </tr>
  );
}
