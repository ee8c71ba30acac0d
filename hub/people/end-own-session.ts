import type { Actor } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { Refusal } from "../fleet/refusal.ts";
import { endSession } from "./end-session.ts";

/** Ends one of the caller's own sessions. */
export function endOwnSession(
  memory: FleetMemory,
  actor: Actor,
  { sessionId }: { sessionId: string },
  occasion: Occasion,
): Plan<{ ok: true }> {
  const session = memory.people.sessions.get(sessionId);
  if (actor.caller.kind !== "user" || session?.userId !== actor.caller.id) {
    throw new Refusal("not-found", "You have no such session; it may have ended.");
  }
  return { ...endSession(memory, actor, { sessionId }, occasion), result: { ok: true } };
}
