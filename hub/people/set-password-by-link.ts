import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { Refusal } from "../fleet/refusal.ts";
import { dropSessions } from "./drop-sessions.ts";
import { dropLinks } from "./one-time-link.ts";
import { changeUser, refuseDisabled, userResource } from "./person.ts";

/** Sets the password of whom a one-time link was made for; ends the link and all sessions. */
export function setPasswordByLink(
  memory: FleetMemory,
  { origin }: Actor,
  { linkHash, passwordHash }: { linkHash: string; passwordHash: string },
  occasion: Occasion,
): Plan<void> {
  const link = memory.people.links.get(linkHash);
  const user = link && memory.people.users.get(link.userId);
  if (!user || link.expiresAtMs <= occasion.nowMs) {
    throw linkRefused();
  }
  refuseDisabled(user);
  const deed = {
    action: "SET_PASSWORD",
    category: "AUTH",
    resource: userResource(user),
    description: `${user.email} set a password with a one-time link`,
  } as const;
  return {
    writes: [
      changeUser(user, { passwordHash }),
      dropLinks(memory, user.id, occasion.nowMs),
      dropSessions(memory, user.id, null),
      auditRow({ caller: { kind: "anonymous" }, origin }, deed, occasion),
    ],
    topics: ["people"],
    result: undefined,
  };
}

/** The same for every link that is no good, wherever that is found out. */
export function linkRefused(): Refusal {
  return new Refusal(
    "unauthorized",
    "This link was used or taken back, has expired, or was never made; ask an administrator for a new one.",
  );
}
