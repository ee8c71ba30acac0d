import { useState } from "preact/hooks";
import type { AuditRow } from "../../../../core/contract/audit-contract.ts";
import { memo } from "../../parts/memo.tsx";
import { StatusMark } from "../../parts/status-mark.tsx";
import { TableHead } from "../../parts/table-head.tsx";
import { actorWords } from "../../view/audit-words.ts";
import { formatSecond } from "../../view/format.ts";
import { AuditDetails } from "./audit-details.tsx";

interface AuditTableProps {
  rows: readonly AuditRow[];
  /** By id. */
  nodeNames: ReadonlyMap<string, string>;
}

const columns = ["Time", "Who", "Action", "What", "Status", "Address"];

export function AuditTable({ rows, nodeNames }: AuditTableProps) {
  return (
    <table class="table audit" data-testid="audit">
      <caption class="sr-only">Audit log</caption>
      <TableHead columns={columns} last="Details" />
      <tbody>
        {rows.map((row) => (
          <AuditLine key={row.id} row={row} nodeNames={nodeNames} />
        ))}
      </tbody>
    </table>
  );
}

interface AuditLineProps {
  row: AuditRow;
  nodeNames: AuditTableProps["nodeNames"];
}

const AuditLine = memo(({ row, nodeNames }: AuditLineProps) => {
  const [open, setOpen] = useState(false);
  const detailsId = `entry-${row.seq}`;
  return (
    <>
      <tr data-testid="audit-row">
        <When row={row} />
        <Who row={row} nodeNames={nodeNames} />
        <What row={row} />
        <td class="cell-actions">
          <button
            type="button"
            class="chip"
            aria-expanded={open}
            aria-controls={detailsId}
            aria-label={`Details of entry ${row.seq}`}
            onClick={() => setOpen(!open)}
          >
            {open ? "Less" : "Details"}
          </button>
        </td>
      </tr>
      {open && (
        <tr class="audit-details" id={detailsId}>
          <td colSpan={columns.length + 1}>
            <AuditDetails row={row} />
          </td>
        </tr>
      )}
    </>
  );
});

function When({ row }: { row: AuditRow }) {
  return (
    <td class="audit-time" data-label="Time">
      <time dateTime={new Date(row.atMs).toISOString()}>{formatSecond(row.atMs)}</time>
    </td>
  );
}

function Who({ row, nodeNames }: AuditLineProps) {
  const { name, role } = actorWords(row, nodeNames);
  return (
    <td class="audit-who" data-label="Who">
      {name}
      {role && <span class="hint">{role}</span>}
    </td>
  );
}

/** What was done, whether it was, and from where. */
function What({ row }: { row: AuditRow }) {
  const failed = row.status === "FAILURE";
  return (
    <>
      <td data-label="Action">
        <code>{row.action}</code>
        <span class="hint">{row.category}</span>
      </td>
      <td class="cell-main" data-label="What">
        {row.description}
        {row.error && <span class="hint">{row.error}</span>}
      </td>
      <td data-label="Status">
        <StatusMark tone={failed ? "bad" : "good"} word={failed ? "Failure" : "Success"} />
      </td>
      <td class="audit-address" data-label="Address">
        {row.address ?? <span class="muted">None</span>}
      </td>
    </>
  );
}
