import { lesserRole } from "../../core/contract/may-as.ts";
import type { Role } from "../../core/contract/people-contract.ts";
import type { Caller, Person } from "./caller.ts";
import { isSessionOver, type SessionLifetime } from "./is-session-over.ts";

/** An account, as the hub knows it. Times are epoch ms. */
export interface KnownUser {
  id: string;
  kind: "local" | "sso";
  email: string;
  name: string;
  role: Role;
  mappedRole: Role | null;
  roleOverridden: boolean;
  passwordHash: string | null;
  issuer: string | null;
  subject: string | null;
  disabledAtMs: number | null;
}

/** A signed-in browser; the id is the SHA-256 of its token. */
export interface KnownSession {
  id: string;
  userId: string;
  createdAtMs: number;
  activeAtMs: number;
  expiresAtMs: number;
}

export interface KnownApiToken {
  id: string;
  name: string;
  userId: string;
  role: Role;
  expiresAtMs: number;
  lastUsedAtMs: number | null;
}

export interface KnownLink {
  id: string;
  userId: string;
  expiresAtMs: number;
}

/** Everybody, as the ledger remembers them. */
export interface People {
  users: Map<string, KnownUser>;
  /** By id, the SHA-256 of the token. Ended ones are not in here. */
  sessions: Map<string, KnownSession>;
  /** By SHA-256; revoked ones are not in here. */
  apiTokens: Map<string, KnownApiToken>;
  /** One-time links that were not used, by SHA-256. */
  links: Map<string, KnownLink>;
}

/** Where sessions and API tokens are looked up: the ledger's memory, or the database at the edge. */
export interface Directory {
  session(id: string): Promise<{ session: KnownSession; user: KnownUser } | null>;
  apiToken(tokenHash: string): Promise<{ token: KnownApiToken; user: KnownUser } | null>;
}

/** The directory that is always right. */
export function memoryDirectory({ users, sessions, apiTokens }: People): Directory {
  return {
    async session(id) {
      const session = sessions.get(id);
      const user = session && users.get(session.userId);
      return session && user ? { session, user } : null;
    },
    async apiToken(tokenHash) {
      const token = apiTokens.get(tokenHash);
      const user = token && users.get(token.userId);
      return token && user ? { token, user } : null;
    },
  };
}

/** The person of an API token; anonymous when either is expired or disabled. */
export function tokenCaller(
  { token, user, hash }: { token: KnownApiToken; user: KnownUser; hash: string },
  nowMs: number,
): Caller {
  if (token.expiresAtMs <= nowMs || user.disabledAtMs !== null) return { kind: "anonymous" };
  const role = lesserRole(token.role, user.role);
  const by = { kind: "token", id: token.id, name: token.name, hash } as const;
  return { kind: "user", id: user.id, email: user.email, name: user.name, role, by };
}

/** Now, and how long sessions last. */
interface Moment {
  nowMs: number;
  lifetime: Pick<SessionLifetime, "totalSeconds">;
}

/** Whether the person still has what the call began with: the session or token, and the role. */
export function isStill({ role, by }: Person, people: People, moment: Moment): boolean {
  if (by.kind === "session") return isSessionStill({ id: by.sessionId, role }, people, moment);
  const token = people.apiTokens.get(by.hash);
  const user = token && people.users.get(token.userId);
  const now = user && tokenCaller({ token, user, hash: by.hash }, moment.nowMs);
  return now?.kind === "user" && now.role === role;
}

/** Whether a session still gives the role that it gave. */
export function isSessionStill(
  { id, role }: { id: string; role: Role },
  { sessions, users }: People,
  { nowMs, lifetime }: Moment,
): boolean {
  const session = sessions.get(id);
  const user = session && users.get(session.userId);
  if (!user || isSessionOver(session, lifetime, nowMs)) return false;
  return user.disabledAtMs === null && user.role === role;
}

/** The person of a session that was found valid. */
export function sessionCaller(session: KnownSession, user: KnownUser): Caller {
  const { id, email, name, role } = user;
  return { kind: "user", id, email, name, role, by: { kind: "session", sessionId: session.id } };
}
