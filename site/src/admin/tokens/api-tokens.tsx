import { useContext } from "preact/hooks";
import type { ApiTokenRow } from "../../../../core/contract/people-contract.ts";
import { hub } from "../../live/hub-client.ts";
import { Age, HubTime } from "../../parts/age.tsx";
import { Moment } from "../../parts/moment.tsx";
import { StatusMark } from "../../parts/status-mark.tsx";
import { TableHead } from "../../parts/table-head.tsx";
import { tokenState } from "../../view/token-state.ts";
import { CreateApiToken } from "./create-api-token.tsx";
import { RevokeToken } from "./revoke-token.tsx";
import { TokensPanel } from "./tokens-panel.tsx";

const askTokens = () => hub.apiTokens.query();

export function ApiTokens() {
  return (
    <TokensPanel
      title="API tokens"
      lead="A program that shows one acts in the name of who created it, with at most the token's role."
      testId="api-tokens"
      create="Create API token"
      empty="None yet. A program needs one to call the hub."
      ask={askTokens}
      topic="people"
      table={(rows, onDone) => <Table rows={rows} onDone={onDone} />}
      dialog={(onDone, onClose) => <CreateApiToken onDone={onDone} onClose={onClose} />}
    />
  );
}

interface TableProps {
  rows: readonly ApiTokenRow[];
  onDone: () => void;
}

function Table({ rows, onDone }: TableProps) {
  return (
    <table class="table">
      <caption class="sr-only">API tokens</caption>
      <TableHead
        columns={["Name", "Role", "State", "Last used", "Created", "Expires"]}
        last="Actions"
      />
      <tbody>
        {rows.map((row) => (
          <TokenLine key={row.id} row={row} onDone={onDone} />
        ))}
      </tbody>
    </table>
  );
}

function TokenLine({ row, onDone }: { row: ApiTokenRow; onDone: () => void }) {
  const { nowMs } = useContext(HubTime);
  const state = tokenState(row, nowMs());
  return (
    <tr>
      <th scope="row" class="cell-main">
        <strong>{row.name}</strong>
        <span class="hint">by {row.createdBy}</span>
      </th>
      <td data-label="Role">
        <span class="badge">{row.role}</span>
      </td>
      <td data-label="State">
        <StatusMark {...state} />
      </td>
      <td data-label="Last used">
        {row.lastUsedAtMs === null ? (
          <span class="muted">Never</span>
        ) : (
          <Age atMs={row.lastUsedAtMs} />
        )}
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
            name={`the API token ${row.name}`}
            consequence="Programs that use it are refused from now on."
            revoke={() => hub.revokeApiToken.mutate({ tokenId: row.id })}
            onDone={onDone}
          />
        )}
      </td>
    </tr>
  );
}
