import type { InStatement } from "@libsql/client/http";
import type { SQLWrapper } from "drizzle-orm";
import { drizzle } from "drizzle-orm/libsql/http";
import { type AuditEntry, type ChainHead, seal } from "./audit-chain.ts";
import { type BulkName, type BulkRow, bulkStatement } from "./bulk.ts";
import { audit } from "./schema/index.ts";

/** Builds statements without a connection; only the ledger sends them. */
export const build = drizzle.mock();

/** Something to write: one statement, or a row that is written together with its like. */
export type Write =
  | { kind: "statement"; statement: InStatement }
  | { kind: "row"; into: BulkName; row: BulkRow };

/** A row for the audit log, which still has to get its place in the chain. */
export type AuditWrite = { kind: "audit"; entry: AuditEntry };

/** Turns what Drizzle built into a write. */
export function statement(
  query: SQLWrapper & { toSQL(): { sql: string; params: unknown[] } },
): Write {
  const { sql, params } = query.toSQL();
  return { kind: "statement", statement: { sql, args: params as never[] } };
}

/** One row of a bulk write; see bulk.ts for what its values mean. */
export function row(into: BulkName, values: BulkRow): Write {
  return { kind: "row", into, row: values };
}

/** Gives the audit rows among the writes their places after the head; answers with the new head. */
export function sealAudit(
  writes: readonly (Write | AuditWrite)[],
  head: ChainHead,
): { writes: Write[]; head: ChainHead } {
  let last = head;
  const sealed = writes.map((write) => {
    if (write.kind !== "audit") return write;
    const entry = seal(write.entry, last);
    last = { seq: entry.seq, hash: entry.hash };
    return statement(build.insert(audit).values(entry));
  });
  return { writes: sealed, head: last };
}

/** The statements of a group of writes, bulk rows of one kind merged into one statement. */
export function toStatements(writes: readonly Write[]): InStatement[] {
  const statements: InStatement[] = [];
  const rows = new Map<BulkName, BulkRow[]>();
  for (const write of writes) {
    if (write.kind === "statement") statements.push(write.statement);
    else {
      const of = rows.get(write.into);
      if (of) of.push(write.row);
      else rows.set(write.into, [write.row]);
    }
  }
  return [...statements, ...[...rows].map(([into, of]) => bulkStatement(into, of))];
}
