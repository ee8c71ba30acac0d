import type { ComponentChildren } from "preact";
import type { AuditRow } from "../../../../core/contract/audit-contract.ts";
import { prettyJson } from "../../view/audit-words.ts";
import { deviceWords } from "../../view/device-words.ts";

/** Everything that is known of one entry. */
export function AuditDetails({ row }: { row: AuditRow }) {
  const { resourceType, resourceId, resourceName, userAgent, actorId } = row;
  return (
    <dl class="audit-facts">
      <Fact name="Number in the chain">{row.seq}</Fact>
      {resourceType && (
        <Fact name="Resource">
          {resourceType} {resourceName ?? ""}
          {resourceId && <span class="hint">{resourceId}</span>}
        </Fact>
      )}
      {actorId && (
        <Fact name="Id of who did it">
          {actorId} <span class="hint">{row.actorKind}</span>
        </Fact>
      )}
      {userAgent && (
        <Fact name="Device">
          {deviceWords(userAgent)}
          <span class="hint">{userAgent}</span>
        </Fact>
      )}
      {row.error && <Fact name="Error">{row.error}</Fact>}
      {row.details && (
        <Fact name="Details">
          <pre>{prettyJson(row.details)}</pre>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
