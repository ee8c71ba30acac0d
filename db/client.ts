import { type Client, createClient } from "@libsql/client/http";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { drizzle } from "drizzle-orm/libsql/http";
import * as schema from "./schema/index.ts";

export type Database = LibSQLDatabase<typeof schema>;

/** A connection to libSQL over HTTP: `reads` for typed queries, `client` for the one writer. */
export interface Connection {
  client: Client;
  reads: Database;
}

/**
 * Opens no socket yet; each request does. A request that takes longer than the time-out fails
 * with the runtime's TimeoutError.
 */
export function connect(url: string, authToken: string | null, timeoutMs: number): Connection {
  const timedFetch = (input: Request): Promise<Response> =>
    fetch(input, { signal: AbortSignal.timeout(timeoutMs) });
  const client = createClient({ url, ...(authToken ? { authToken } : {}), fetch: timedFetch });
  return { client, reads: drizzle({ client, schema }) };
}
