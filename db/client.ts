import { type Client, createClient } from "@libsql/client/http";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { drizzle } from "drizzle-orm/libsql/http";
import * as schema from "./schema/index.ts";
import { WriteStream } from "./write-stream.ts";

export type Database = LibSQLDatabase<typeof schema>;
/** Typed queries on the database; whoever has only this can not write. */
export type Reads = Pick<Database, "select">;

/** Where the database is. A request that takes longer than the time-out fails. */
export interface Address {
  url: string;
  authToken: string | null;
  timeoutMs: number;
}

/** libSQL over HTTP; opens no socket yet, each request does. */
export function openClient(address: Address): Client {
  const { url, authToken } = address;
  return createClient({ url, ...(authToken ? { authToken } : {}), fetch: timedFetch(address) });
}

/** Typed queries. */
export function openReads(address: Address): Database {
  return drizzle({ client: openClient(address), schema });
}

/** The line of the one writer; nobody but the ledger has one. */
export function openWrites(address: Address): WriteStream {
  const { url, authToken } = address;
  return new WriteStream(url, authToken, { fetch: timedFetch(address), now: Date.now });
}

function timedFetch({ timeoutMs }: Address): typeof fetch {
  return (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
}
