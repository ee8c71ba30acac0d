import type { OneTimeLink } from "../../core/contract/people-contract.ts";
import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { Refusal } from "../fleet/refusal.ts";
import { dropApiTokens } from "./drop-api-tokens.ts";
import { dropSessions } from "./drop-sessions.ts";
import { newLink } from "./one-time-link.ts";
import { changeUser, knownUser, refuseLastAdmin, userResource } from "./person.ts";

/**
 * Takes a local account's password, sessions and API tokens away, for somebody else may have got
 * in, and gives a link to set a new password. Not one's own: the link would go with the session.
 */
export function resetPassword(
  memory: FleetMemory,
  actor: Actor,
  { userId }: { userId: string },
  occasion: Occasion,
): Plan<OneTimeLink> {
  const user = knownUser(memory, userId);
  if (user.kind === "sso") {
    throw new Refusal("conflict", `${user.email} signs in through SSO and has no password here.`);
  }
  refuseLastAdmin(memory, user, "left without a password");
  const { caller } = actor;
  if (caller.kind === "user" && caller.id === userId && caller.by.kind === "session") {
    throw new Refusal("conflict", "This is you: change your password in the settings.");
  }
  const deed = {
    action: "RESET_PASSWORD",
    category: "USER",
    resource: userResource(user),
    description: `Reset the password of ${user.email}`,
  } as const;
  const { link, writes } = newLink(memory, userId, occasion);
  return {
    writes: [
      changeUser(user, { passwordHash: null }),
      dropSessions(memory, userId, null),
      dropApiTokens(memory, userId, occasion.nowMs),
      ...writes,
      auditRow(actor, deed, occasion),
    ],
    topics: ["people"],
    result: link,
  };
}
