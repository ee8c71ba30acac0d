import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { Refusal } from "../fleet/refusal.ts";
import { dropSessions } from "./drop-sessions.ts";
import { dropLinks } from "./one-time-link.ts";
import { changeUser, knownUser, userResource } from "./person.ts";

/** What a change of password was found to rest on, and what it leads to. */
interface PasswordChange {
  userId: string;
  /** That which the current password was found to match. */
  currentHash: string;
  newHash: string;
  keptSessionId: string;
}

/** Changes a person's own password; ends the person's other sessions. */
export function changePassword(
  memory: FleetMemory,
  actor: Actor,
  { userId, currentHash, newHash, keptSessionId }: PasswordChange,
  occasion: Occasion,
): Plan<void> {
  const user = knownUser(memory, userId);
  if (user.passwordHash !== currentHash) {
    throw new Refusal("conflict", "The password was changed meanwhile; sign in again.");
  }
  const deed = {
    action: "CHANGE_PASSWORD",
    category: "AUTH",
    resource: userResource(user),
    description: `${user.email} changed the password`,
  } as const;
  return {
    writes: [
      changeUser(user, { passwordHash: newHash }),
      dropLinks(memory, userId, occasion.nowMs),
      dropSessions(memory, userId, keptSessionId),
      auditRow(actor, deed, occasion),
    ],
    topics: ["people"],
    result: undefined,
  };
}
