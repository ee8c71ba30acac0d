import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/libsql/http";
import { migrate } from "drizzle-orm/libsql/migrator";
import { openClient } from "./client.ts";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/**
 * Brings the database to the newest schema; does nothing to one that is there already. Writes
 * past the ledger, so it runs before the hub does. Throws what libSQL says.
 */
export async function migrateDatabase(url: string, authToken: string | null): Promise<void> {
  const client = openClient({ url, authToken, timeoutMs: 60_000 });
  await migrate(drizzle({ client }), { migrationsFolder });
  client.close();
}
