import type { Role } from "../../core/contract/people-contract.ts";
import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { Refusal } from "../fleet/refusal.ts";
import { changeUser, knownUser, refuseLastAdmin, userResource } from "./person.ts";

/** Gives an SSO account the role of its groups again. */
export function resetUserRole(
  memory: FleetMemory,
  actor: Actor,
  { userId }: { userId: string },
  occasion: Occasion,
): Plan<{ role: Role }> {
  const user = knownUser(memory, userId);
  if (user.kind !== "sso" || user.mappedRole === null) {
    throw new Refusal("conflict", `${user.email} is a local account; its role comes from here.`);
  }
  const role = user.mappedRole;
  if (role !== "ADMIN") refuseLastAdmin(memory, user, `made ${role}`);
  const deed = {
    action: "RESET_USER_ROLE",
    category: "USER",
    resource: userResource(user),
    description: `Reset the role of ${user.email} to ${role}, as its groups give it`,
    details: { from: user.role, to: role },
  } as const;
  const change = changeUser(user, { role, roleOverridden: false });
  return {
    writes: [change, auditRow(actor, deed, occasion)],
    topics: ["people"],
    result: { role },
  };
}
