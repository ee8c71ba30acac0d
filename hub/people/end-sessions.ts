import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { dropSessions } from "./drop-sessions.ts";
import { knownUser, userResource } from "./person.ts";

/** Signs out everywhere: ends all sessions of a user. */
export function endSessions(
  memory: FleetMemory,
  actor: Actor,
  { userId }: { userId: string },
  occasion: Occasion,
): Plan<void> {
  const user = knownUser(memory, userId);
  const deed = {
    action: "SIGN_OUT_EVERYWHERE",
    category: "AUTH",
    resource: userResource(user),
    description: `${user.email} signed out everywhere`,
  } as const;
  return {
    writes: [dropSessions(memory, userId, null), auditRow(actor, deed, occasion)],
    topics: ["people"],
    result: undefined,
  };
}
