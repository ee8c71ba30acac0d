/** Here as well for those who know no database. */
export type { Reads } from "../../db/client.ts";
