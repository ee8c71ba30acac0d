import type { Database } from "../../db/client.ts";

/** Typed queries on the database; whoever has only this can not write. */
export type Reads = Pick<Database, "select">;
