import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { changeUser, knownUser, userResource } from "./person.ts";

/** Lets a disabled user sign in again; what disabling ended stays ended. */
export function enableUser(
  memory: FleetMemory,
  actor: Actor,
  { userId }: { userId: string },
  occasion: Occasion,
): Plan<{ ok: true }> {
  const user = knownUser(memory, userId);
  const deed = {
    action: "ENABLE_USER",
    category: "USER",
    resource: userResource(user),
    description: `Enabled ${user.email}`,
  } as const;
  return {
    writes: [changeUser(user, { disabledAtMs: null }), auditRow(actor, deed, occasion)],
    topics: ["people"],
    result: { ok: true },
  };
}
