import { eq } from "drizzle-orm";
import type { Role } from "../../core/contract/people-contract.ts";
import { users } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";

import type { KnownUser } from "../auth/people.ts";
import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { isLastAdmin, refuseDisabled, userResource } from "./person.ts";

/** Who came back from the identity provider, and the role that the groups give. */
export interface Newcomer {
  issuer: string;
  subject: string;
  email: string;
  name: string;
  mappedRole: Role;
}

/**
 * The account of who signed in at the identity provider: found by issuer and subject, never by
 * email address, made the first time, and brought to what the provider says now. An overridden
 * role stays, and so does that of the last ADMIN, whom nobody could make one again. Throws Refusal for a disabled one.
 */
export function admitSsoUser(
  memory: FleetMemory,
  { origin }: Actor,
  newcomer: Newcomer,
  occasion: Occasion,
): Plan<{ userId: string }> {
  const known = [...memory.people.users.values()].find(
    ({ issuer, subject }) => issuer === newcomer.issuer && subject === newcomer.subject,
  );
  if (known) refuseDisabled(known);
  const user = known ?? newUser(newcomer, occasion);
  const before = { ...user };
  const { email, name, mappedRole } = newcomer;
  const keepsAdmin = mappedRole !== "ADMIN" && !user.roleOverridden && isLastAdmin(memory, user);
  const role = user.roleOverridden || keepsAdmin ? user.role : mappedRole;
  Object.assign(user, { email, name, mappedRole, role });
  memory.people.users.set(user.id, user);
  const deed = known ? changeDeed(before, user, keepsAdmin) : newDeed(user);
  const result = { userId: user.id };
  if (!deed) return { writes: [], topics: [], result };
  const actor = { caller: { kind: "system" }, origin } as const;
  const change = known
    ? build.update(users).set({ email, name, mappedRole, role }).where(eq(users.id, user.id))
    : build.insert(users).values({ ...user, createdAtMs: occasion.nowMs });
  return {
    writes: [statement(change), auditRow(actor, deed, occasion)],
    topics: ["people"],
    result,
  };
}

function newUser(
  { issuer, subject, email, name, mappedRole }: Newcomer,
  occasion: Occasion,
): KnownUser {
  return {
    id: occasion.newId(),
    kind: "sso",
    email,
    name,
    role: mappedRole,
    mappedRole,
    roleOverridden: false,
    passwordHash: null,
    issuer,
    subject,
    disabledAtMs: null,
  };
}

function newDeed(user: KnownUser) {
  return {
    action: "CREATE_USER",
    category: "USER",
    resource: userResource(user),
    description: `Created ${user.email} as ${user.role}, at the first sign-in through SSO`,
    details: { role: user.role, subject: user.subject },
  } as const;
}

function changeDeed(before: KnownUser, user: KnownUser, keepsAdmin: boolean) {
  const names = ["email", "name", "mappedRole", "role"] as const;
  const changed = names.filter((name) => before[name] !== user[name]);
  if (!changed.length) return null;
  const kept = keepsAdmin ? "; kept ADMIN: the last one" : "";
  const change = Object.fromEntries(
    changed.map((name) => [name, { from: before[name], to: user[name] }]),
  );
  return {
    action: "SYNC_USER",
    category: "USER",
    resource: userResource(user),
    description: `Took over from the identity provider for ${user.email}: ${changed.join(", ")}${kept}`,
    details: keepsAdmin ? { ...change, kept: "ADMIN, the last one" } : change,
  } as const;
}
