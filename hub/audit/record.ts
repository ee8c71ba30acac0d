import { type Actor, auditRow, type Deed } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";

/** Puts a deed into the audit log that changes nothing else. */
export function record(
  _memory: FleetMemory,
  actor: Actor,
  deed: Deed,
  occasion: Occasion,
): Plan<void> {
  return { writes: [auditRow(actor, deed, occasion)], topics: [], result: undefined };
}
