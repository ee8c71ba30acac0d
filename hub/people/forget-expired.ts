import { lte } from "drizzle-orm";
import { oneTimeLinks, sessions } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";

/** A clock that was set back by less must not cost anybody a session. */
const keptForMs = 24 * 3_600_000;

/** Deletes sessions and one-time links a day after they expired; used links expire too. */
export function forgetExpired(memory: FleetMemory, { nowMs }: Occasion): Plan<void> {
  const untilMs = nowMs - keptForMs;
  for (const of of [memory.people.sessions, memory.people.links]) {
    for (const [key, { expiresAtMs }] of of) if (expiresAtMs <= untilMs) of.delete(key);
  }
  const deletions = [sessions, oneTimeLinks].map((table) =>
    statement(build.delete(table).where(lte(table.expiresAtMs, untilMs))),
  );
  return { writes: deletions, topics: [], result: undefined };
}
