import { asc, desc, eq, sql } from "drizzle-orm";
import type { Me, SessionRow, UserRow } from "../../core/contract/people-contract.ts";
import { sessions, users } from "../../db/schema/index.ts";
import type { Person, Visitor } from "../auth/caller.ts";
import { isSessionOver, type SessionLifetime } from "../auth/is-session-over.ts";
import type { Reads } from "../fleet/reads.ts";
import { Refusal } from "../fleet/refusal.ts";

/** Everybody with an account, by email address. */
export function listUsers(reads: Reads): Promise<UserRow[]> {
  const { id, kind, email, name, role, mappedRole, roleOverridden } = users;
  const { createdAtMs, disabledAtMs, lastSignInAtMs } = users;
  const hasPassword = sql<boolean>`${users.passwordHash} is not null`.mapWith(Boolean);
  return reads
    .select({
      ...{ id, kind, email, name, role, mappedRole, roleOverridden, hasPassword },
      ...{ createdAtMs, disabledAtMs, lastSignInAtMs },
    })
    .from(users)
    .orderBy(asc(email), asc(id));
}

/** Who asks. */
export async function showMe(reads: Reads, person: Person): Promise<Me> {
  const { id, email, name, role } = person;
  const [found] = await reads.select({ kind: users.kind }).from(users).where(eq(users.id, id));
  if (!found) throw new Refusal("unauthorized", "Your account is gone.");
  return { id, email, name, role, kind: found.kind };
}

/** A person's own open sessions, the one used last first. */
export async function listSessions(
  reads: Reads,
  visitor: Visitor,
  lifetime: SessionLifetime,
): Promise<SessionRow[]> {
  const { id, createdAtMs, activeAtMs, expiresAtMs, address, userAgent } = sessions;
  const rows = await reads
    .select({ id, createdAtMs, activeAtMs, expiresAtMs, address, userAgent })
    .from(sessions)
    .where(eq(sessions.userId, visitor.id))
    .orderBy(desc(activeAtMs));
  return rows
    .filter((row) => !isSessionOver(row, lifetime, Date.now()))
    .map(({ expiresAtMs: _, ...row }) => ({ ...row, current: row.id === visitor.by.sessionId }));
}
