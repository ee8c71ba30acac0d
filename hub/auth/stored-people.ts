import { and, eq, gt, isNull } from "drizzle-orm";
import type { Reads } from "../../db/client.ts";
import { apiTokens, oneTimeLinks, sessions, users } from "../../db/schema/index.ts";
import type { Directory, KnownUser } from "./people.ts";

/** What is known of a user, of a session. */
export const userColumns = {
  id: users.id,
  kind: users.kind,
  email: users.email,
  name: users.name,
  role: users.role,
  mappedRole: users.mappedRole,
  roleOverridden: users.roleOverridden,
  passwordHash: users.passwordHash,
  issuer: users.issuer,
  subject: users.subject,
  disabledAtMs: users.disabledAtMs,
};

export const sessionColumns = {
  id: sessions.id,
  userId: sessions.userId,
  createdAtMs: sessions.createdAtMs,
  activeAtMs: sessions.activeAtMs,
  expiresAtMs: sessions.expiresAtMs,
};

export const apiTokenColumns = {
  id: apiTokens.id,
  name: apiTokens.name,
  userId: apiTokens.userId,
  role: apiTokens.role,
  expiresAtMs: apiTokens.expiresAtMs,
  lastUsedAtMs: apiTokens.lastUsedAtMs,
};

/** The directory of the edge: the database, which every commit of the ledger has reached. */
export function storedDirectory(reads: Reads): Directory {
  return {
    async session(id) {
      const [found] = await reads
        .select({ session: sessionColumns, user: userColumns })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(eq(sessions.id, id));
      return found ?? null;
    },
    async apiToken(tokenHash) {
      const [found] = await reads
        .select({ token: apiTokenColumns, user: userColumns })
        .from(apiTokens)
        .innerJoin(users, eq(users.id, apiTokens.userId))
        .where(and(eq(apiTokens.tokenHash, tokenHash), isNull(apiTokens.revokedAtMs)));
      return found ?? null;
    },
  };
}

/** The local account of an email address. */
export async function localUser(reads: Reads, email: string): Promise<KnownUser | null> {
  const [found] = await reads
    .select(userColumns)
    .from(users)
    .where(and(eq(users.kind, "local"), eq(users.email, email)));
  return found ?? null;
}

/** The identity provider's token of a session; null for local accounts. */
export async function idTokenOf(reads: Reads, sessionId: string): Promise<string | null> {
  const [found] = await reads
    .select({ idToken: sessions.idToken })
    .from(sessions)
    .where(eq(sessions.id, sessionId));
  return found?.idToken ?? null;
}

/** Whether a one-time link, by the SHA-256 of its secret, is still good. */
export async function isLinkOpen(reads: Reads, linkHash: string, nowMs: number): Promise<boolean> {
  const { id, tokenHash, usedAtMs, expiresAtMs } = oneTimeLinks;
  const isOpen = and(eq(tokenHash, linkHash), isNull(usedAtMs), gt(expiresAtMs, nowMs));
  const [found] = await reads.select({ id }).from(oneTimeLinks).where(isOpen);
  return found !== undefined;
}
