import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { dropApiTokens } from "./drop-api-tokens.ts";
import { dropSessions } from "./drop-sessions.ts";
import { dropLinks } from "./one-time-link.ts";
import { changeUser, knownUser, refuseLastAdmin, userResource } from "./person.ts";

/** Ends all rights of a user at once, sessions, links and API tokens: none comes back by enabling. */
export function disableUser(
  memory: FleetMemory,
  actor: Actor,
  { userId }: { userId: string },
  occasion: Occasion,
): Plan<{ ok: true }> {
  const user = knownUser(memory, userId);
  refuseLastAdmin(memory, user, "disabled");
  const deed = {
    action: "DISABLE_USER",
    category: "USER",
    resource: userResource(user),
    description: `Disabled ${user.email}`,
  } as const;
  return {
    writes: [
      changeUser(user, { disabledAtMs: user.disabledAtMs ?? occasion.nowMs }),
      dropSessions(memory, userId, null),
      dropLinks(memory, userId, occasion.nowMs),
      dropApiTokens(memory, userId, occasion.nowMs),
      auditRow(actor, deed, occasion),
    ],
    topics: ["people"],
    result: { ok: true },
  };
}
