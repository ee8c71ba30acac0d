import { inArray } from "drizzle-orm";
import type { ReportInput } from "../../core/contract/agent-contract.ts";
import { actions } from "../../db/schema/index.ts";
import type { Reads } from "./reads.ts";

/** Which actions of a report are stored already, by id: an agent repeats what was not answered. */
export async function storedActions(
  reads: Reads,
  { events }: ReportInput,
): Promise<ReadonlySet<string>> {
  const ids = events.filter(({ kind }) => kind === "action").map(({ id }) => id);
  if (!ids.length) return new Set();
  const rows = await reads.select({ id: actions.id }).from(actions).where(inArray(actions.id, ids));
  return new Set(rows.map(({ id }) => id));
}
