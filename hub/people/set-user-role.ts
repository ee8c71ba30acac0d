import type { SetUserRoleInput } from "../../core/contract/people-contract.ts";
import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { changeUser, knownUser, refuseLastAdmin, userResource } from "./person.ts";

/** Gives a user a role. Of an SSO account it then holds against the groups, until it is reset. */
export function setUserRole(
  memory: FleetMemory,
  actor: Actor,
  { userId, role }: SetUserRoleInput,
  occasion: Occasion,
): Plan<{ ok: true }> {
  const user = knownUser(memory, userId);
  if (role !== "ADMIN") refuseLastAdmin(memory, user, `made ${role}`);
  const before = user.role;
  const deed = {
    action: "SET_USER_ROLE",
    category: "USER",
    resource: userResource(user),
    description: `Changed the role of ${user.email} from ${before} to ${role}`,
    details: { from: before, to: role },
  } as const;
  const change = changeUser(user, { role, roleOverridden: user.kind === "sso" });
  return {
    writes: [change, auditRow(actor, deed, occasion)],
    topics: ["people"],
    result: { ok: true },
  };
}
