import { eq } from "drizzle-orm";
import { apiTokens, oneTimeLinks, sessions, users } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { knownUser, refuseLastAdmin, userResource } from "./person.ts";

/** Deletes an account with its sessions, links and tokens; what it did stays in the audit log. */
export function deleteUser(
  memory: FleetMemory,
  actor: Actor,
  { userId }: { userId: string },
  occasion: Occasion,
): Plan<{ ok: true }> {
  const user = knownUser(memory, userId);
  refuseLastAdmin(memory, user, "deleted");
  const deed = {
    action: "DELETE_USER",
    category: "USER",
    resource: userResource(user),
    description: `Deleted ${user.email}`,
    details: { role: user.role },
  } as const;
  const { people } = memory;
  people.users.delete(userId);
  for (const of of [people.sessions, people.apiTokens, people.links]) {
    for (const [key, { userId: owner }] of of) if (owner === userId) of.delete(key);
  }
  const owned = [sessions, oneTimeLinks, apiTokens].map((table) =>
    statement(build.delete(table).where(eq(table.userId, userId))),
  );
  return {
    writes: [
      ...owned,
      statement(build.delete(users).where(eq(users.id, userId))),
      auditRow(actor, deed, occasion),
    ],
    topics: ["people"],
    result: { ok: true },
  };
}
