import { fileURLToPath } from "node:url";
import type { Client } from "@libsql/client/http";
import { asc, eq, sql } from "drizzle-orm";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { drizzle } from "drizzle-orm/libsql/http";
import { migrate } from "drizzle-orm/libsql/migrator";
import { type ChainHead, chainStart, seal } from "./audit-chain.ts";
import { openClient } from "./client.ts";
import { audit } from "./schema/index.ts";
import { build, statement, toStatements } from "./writes.ts";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/**
 * Brings the database to the newest schema; does nothing to one that is there already. Writes
 * past the ledger, so it runs before the hub does. Throws what libSQL says.
 */
export async function migrateDatabase(url: string, authToken: string | null): Promise<void> {
  const client = openClient({ url, authToken, timeoutMs: 60_000 });
  const database = drizzle({ client });
  await migrate(database, { migrationsFolder });
  await chainOldRows(database, client);
  client.close();
}

/** Rows read or written in one request; libSQL refuses answers of more than 10 MB. */
const pageRows = 500;

/**
 * Rows of a log that is older than the chain get their places in it, once. Later rows without one
 * were put in past the hub, and `npm run audit:verify` is to find them; those that the hub of before
 * wrote after the migration get theirs when an operator says so (chain-late-rows.ts). The first row gets its
 * place last: while it has none, a run was cut short, and the next one does the same again.
 */
async function chainOldRows(database: LibSQLDatabase, client: Client): Promise<void> {
  const [first] = await database.select().from(audit).where(eq(audit.seq, 1)).limit(1);
  if (first) return;
  const places: (ChainHead & { id: string })[] = [];
  let head = chainStart;
  for await (const row of rowsByTime(database)) {
    const { id, seq, hash } = seal(row, head);
    head = { seq, hash };
    places.push({ id, seq, hash });
  }
  while (places.length) {
    const page = places.splice(-pageRows).map(({ id, ...place }) => {
      return statement(build.update(audit).set(place).where(eq(audit.id, id)));
    });
    await client.batch(toStatements(page), "write");
  }
}

async function* rowsByTime(database: LibSQLDatabase) {
  let last: { atMs: number; id: string } | undefined;
  while (true) {
    const rows = await database
      .select()
      .from(audit)
      .where(last && sql`(${audit.atMs}, ${audit.id}) > (${last.atMs}, ${last.id})`)
      .orderBy(asc(audit.atMs), asc(audit.id))
      .limit(pageRows);
    yield* rows;
    last = rows.at(-1);
    if (rows.length < pageRows) return;
  }
}
