import type { Write } from "../../db/writes.ts";

/** What changed, for open pages: `overview`, `node:ID` or `pool:ID`. */
export type Topic = "overview" | `node:${string}` | `pool:${string}`;

/** What a verb wants written, in one transaction, and what it answers once that is done. */
export interface Plan<Result> {
  writes: Write[];
  topics: Topic[];
  result: Result;
}

/** The moment and the source of new ids, given to every verb. */
export interface Occasion {
  nowMs: number;
  newId: () => string;
}
