import { getTableName, type Table } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { loadMemory } from "./load-memory.ts";
import type { Reads } from "./reads.ts";

/** Reads that answer every query with the rows of its table, as they are when it is sent. */
function fakeReads(rowsOf: (table: string) => unknown[]): Reads {
  const query = (table: string): unknown =>
    new Proxy(
      {},
      {
        get: (_, name) =>
          name === "then"
            ? (resolve: (rows: unknown[]) => void) => resolve(rowsOf(table))
            : () => query(table),
      },
    );
  return { select: () => ({ from: (table: Table) => query(getTableName(table)) }) } as never;
}

describe("loadMemory", () => {
  it("sees no half of a commit that lands while it reads", async () => {
    let seq = 7;
    const reads = fakeReads((table) => {
      if (table === "audit") return [{ seq, hash: `hash-${seq}` }];
      if (table !== "users") return [];
      const rows = [{ id: "someone", disabledAtMs: seq > 7 ? 1 : null }];
      // The commit that disables the account lands behind this query.
      seq = 8;
      return rows;
    });
    const memory = await loadMemory(reads, 0);
    expect(memory.auditHead.seq).toBe(8);
    expect(memory.people.users.get("someone")?.disabledAtMs).toBe(1);
  });

  it("gives up on a database that something else writes to all the time", async () => {
    let seq = 0;
    const reads = fakeReads((table) => (table === "audit" ? [{ seq: ++seq, hash: `${seq}` }] : []));
    await expect(loadMemory(reads, 0)).rejects.toThrow("does something besides the hub write?");
  });
});
