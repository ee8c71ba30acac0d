import { eq } from "drizzle-orm";
import { users } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import type { KnownUser } from "../auth/people.ts";
import type { Deed } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import { Refusal } from "../fleet/refusal.ts";

/** The account of that id. Throws Refusal. */
export function knownUser(memory: FleetMemory, userId: string): KnownUser {
  const user = memory.people.users.get(userId);
  if (!user) throw new Refusal("not-found", `There is no user ${userId}.`);
  return user;
}

/** An account as the audit log names it. */
export function userResource({ id, email }: KnownUser): Deed["resource"] {
  return { type: "user", id, name: email };
}

/** Throws Refusal for a disabled account, and has the audit log told which one. */
export function refuseDisabled(user: KnownUser): void {
  if (user.disabledAtMs === null) return;
  throw new Refusal("disabled", "Your account is disabled; ask an administrator.", {
    privately: { resource: userResource(user), error: "account disabled" },
  });
}

/** Whether the account is an administrator who can sign in. */
function isActiveAdmin(user: KnownUser): boolean {
  const canSignIn = user.kind === "sso" || user.passwordHash !== null;
  return user.role === "ADMIN" && user.disabledAtMs === null && canSignIn;
}

/** Whether nobody else could give the account the rights back that it has. */
export function isLastAdmin(memory: FleetMemory, user: KnownUser): boolean {
  const others = [...memory.people.users.values()].filter(({ id }) => id !== user.id);
  return isActiveAdmin(user) && !others.some(isActiveAdmin);
}

/** Refuses to take the rights of the last administrator. Throws Refusal. */
export function refuseLastAdmin(memory: FleetMemory, user: KnownUser, what: string): void {
  if (isLastAdmin(memory, user)) {
    throw new Refusal("conflict", `${user.email} is the last active ADMIN and can not be ${what}.`);
  }
}

type Change = Partial<Pick<KnownUser, "role" | "roleOverridden" | "passwordHash" | "disabledAtMs">>;

/** Changes an account as it is remembered, and the write that makes it last. */
export function changeUser(user: KnownUser, change: Change): Write {
  Object.assign(user, change);
  return statement(build.update(users).set(change).where(eq(users.id, user.id)));
}
