import type { AuditWrite, Write } from "../../db/writes.ts";

/** What changed, for open pages: `overview`, `people`, `node:ID` or `pool:ID`. */
export type Topic = "overview" | "people" | `node:${string}` | `pool:${string}`;

/** What a plan writes; audit rows get their place in the chain when it is committed. */
export type PlannedWrite = Write | AuditWrite;

/** What a verb wants written, in one transaction, and what it answers once that is done. */
export interface Plan<Result> {
  writes: PlannedWrite[];
  topics: Topic[];
  result: Result;
}

/** The moment and the source of new ids, given to every verb. */
export interface Occasion {
  nowMs: number;
  newId: () => string;
}
