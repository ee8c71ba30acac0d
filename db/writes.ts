import type { InStatement } from "@libsql/client/http";
import type { SQLWrapper } from "drizzle-orm";
import { drizzle } from "drizzle-orm/libsql/http";
import { type BulkName, type BulkRow, bulkStatement } from "./bulk.ts";

/** Builds statements without a connection; only the ledger sends them. */
export const build = drizzle.mock();

/** Something to write: one statement, or a row that is written together with its like. */
export type Write =
  | { kind: "statement"; statement: InStatement }
  | { kind: "row"; into: BulkName; row: BulkRow };

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
