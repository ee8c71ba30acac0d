import { randomUUID } from "node:crypto";
import type { Client } from "@libsql/client/http";
import { asc, count, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/libsql/http";
import { type AuditEntry, type SealedEntry, seal } from "./audit-chain.ts";
import { auditHead } from "./audit-head.ts";
import { openClient } from "./client.ts";
import { audit } from "./schema/index.ts";
import { build, sealAudit, statement, toStatements } from "./writes.ts";

/** Rows read and written in one request; libSQL refuses answers of more than 10 MB. */
const pageRows = 500;

/** How many rows of the audit log have no place in the chain. Throws what libSQL says. */
export async function countLateRows(url: string, authToken: string | null): Promise<number> {
  const client = openClient({ url, authToken, timeoutMs: 60_000 });
  const [row] = await drizzle({ client })
    .select({ count: count() })
    .from(audit)
    .where(isNull(audit.seq));
  client.close();
  return row?.count ?? 0;
}

/**
 * Gives the rows without a place in the chain theirs at its end, by time, and says so in the audit
 * log: whoever asks for it vouches that a hub of before the chain wrote them. A hub may run
 * meanwhile; where both want the same place, this throws, and stores nothing of that page.
 * @returns how many rows; throws what libSQL says
 */
export async function chainLateRows(url: string, authToken: string | null): Promise<number> {
  const client = openClient({ url, authToken, timeoutMs: 60_000 });
  let chained = 0;
  while (true) {
    const page = await chainPage(client);
    if (!page) break;
    chained += page;
  }
  client.close();
  return chained;
}

async function chainPage(client: Client): Promise<number> {
  const database = drizzle({ client });
  const rows = await database
    .select()
    .from(audit)
    .where(isNull(audit.seq))
    .orderBy(asc(audit.atMs), asc(audit.id))
    .limit(pageRows);
  if (!rows.length) return 0;
  const sealed: SealedEntry[] = [];
  const head = await auditHead(database);
  for (const row of rows) sealed.push(seal(row, sealed.at(-1) ?? head));
  const places = sealed.map(({ id, seq, hash }) =>
    statement(build.update(audit).set({ seq, hash }).where(eq(audit.id, id))),
  );
  const told = sealAudit([{ kind: "audit", entry: entryOf(sealed) }], sealed.at(-1) ?? head);
  await client.batch(toStatements([...places, ...told.writes]), "write");
  return rows.length;
}

function entryOf(sealed: readonly SealedEntry[]): AuditEntry {
  const [first, last] = [sealed[0]?.seq, sealed.at(-1)?.seq];
  return {
    ...{ id: randomUUID(), atMs: Date.now(), actorKind: "system", category: "SYSTEM" },
    ...{ actorId: null, actorEmail: null, actorRole: null, address: null, userAgent: null },
    ...{ resourceType: null, resourceId: null, resourceName: null, error: null },
    action: "CHAIN_LATE_ROWS",
    description: `Gave ${sealed.length} rows that stood past the chain the places ${first} to ${last}`,
    details: JSON.stringify({ first, last }),
    status: "SUCCESS",
  };
}
