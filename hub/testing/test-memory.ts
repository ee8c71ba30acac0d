import type { KnownUser } from "../auth/people.ts";
import type { Actor } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Plan } from "../fleet/plan.ts";

export const nowMs = 1_790_000_000_000;
export const origin = { address: "127.0.0.1", userAgent: "test" };

/** A moment at which a verb is run. */
export const occasion = { nowMs, newId: () => crypto.randomUUID() };

/** A local account, remembered, with a session and an API token, each named after it. */
export function rememberUser(
  memory: FleetMemory,
  id: string,
  change: Partial<KnownUser> = {},
): KnownUser {
  const user: KnownUser = {
    ...{ id, kind: "local", email: `${id}@test.example`, name: id, role: "ADMIN" },
    ...{ mappedRole: null, roleOverridden: false, passwordHash: "hash", issuer: null },
    ...{ subject: null, disabledAtMs: null },
    ...change,
  };
  const { users, sessions, apiTokens } = memory.people;
  users.set(id, user);
  const until = { userId: id, expiresAtMs: nowMs + 1000 };
  sessions.set(`session of ${id}`, {
    ...{ ...until, id: `session of ${id}`, createdAtMs: nowMs, activeAtMs: nowMs },
  });
  apiTokens.set(`token of ${id}`, {
    ...{ ...until, id: `token of ${id}`, name: "robot", role: "ADMIN", lastUsedAtMs: null },
  });
  return user;
}

/** The user at a browser. */
export function actorOf({ id, email, name, role }: KnownUser): Actor {
  const by = { kind: "session", sessionId: `session of ${id}` } as const;
  return { caller: { kind: "user", id, email, name, role, by }, origin };
}

/** The rows that a plan puts into the audit log. */
export function logged({ writes }: Plan<unknown>) {
  return writes.flatMap((write) => (write.kind === "audit" ? [write.entry] : []));
}
