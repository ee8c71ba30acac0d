import { type Adapter, Cookie, type DatabaseSession, Lucia, TimeSpan } from "lucia";
import { isSessionOver, type SessionLifetime } from "./is-session-over.ts";
import type { Directory, KnownSession, KnownUser } from "./people.ts";
import { newSecret, sha256Hex } from "./secret.ts";

declare module "lucia" {
  interface Register {
    Lucia: Lucia<{ known: KnownSession }, { known: KnownUser }>;
    DatabaseSessionAttributes: { known: KnownSession };
    DatabaseUserAttributes: { known: KnownUser };
  }
}

/** The session cookie of a deployment: plain http has it only on the machine itself. */
export interface CookieKind {
  name: string;
  secure: boolean;
}

/** Who starts and ends sessions: the ledger. */
export interface SessionStore {
  start(session: { id: string; userId: string; nowMs: number }): Promise<void>;
  end(id: string): Promise<void>;
  endAll(userId: string): Promise<void>;
}

/**
 * The one place that knows Lucia (docs/adr/0002-lucia-and-arctic.md). Without it: look a session
 * up by the hash, compare two times, write a cookie.
 *
 * Ids are hashes: the token is in the cookie only, and a stolen database opens nothing. Looking at
 * a session never renews it; activity does, through the ledger.
 */
export class Sessions {
  readonly #lucia: Lucia<{ known: KnownSession }, { known: KnownUser }>;
  readonly #lifetime: SessionLifetime;
  readonly #cookie: CookieKind;

  constructor(options: {
    directory: Directory;
    lifetime: SessionLifetime;
    cookie: CookieKind;
    store: SessionStore | null;
  }) {
    const { directory, lifetime, cookie, store } = options;
    this.#lifetime = lifetime;
    this.#cookie = cookie;
    this.#lucia = new Lucia(adapter(directory, store), {
      sessionExpiresIn: new TimeSpan(lifetime.idleSeconds, "s"),
      sessionCookie: { name: cookie.name, attributes: { secure: cookie.secure, sameSite: "lax" } },
      getSessionAttributes: ({ known }) => ({ known }),
      getUserAttributes: ({ known }) => ({ known }),
    });
  }

  /** The valid session of a request with its enabled user, or null. */
  async of(request: Request): Promise<{ session: KnownSession; user: KnownUser } | null> {
    const token = this.#tokenIn(request.headers.get("cookie") ?? "");
    if (!token) return null;
    const { session, user } = await this.#lucia.validateSession(sha256Hex(token));
    if (!session || user.known.disabledAtMs !== null) return null;
    const isOver = isSessionOver(session.known, this.#lifetime, Date.now());
    return isOver ? null : { session: session.known, user: user.known };
  }

  /** Starts a session, under a new token whatever the browser sent; gives the cookie to set. */
  async start(userId: string): Promise<string> {
    const token = newSecret("session");
    const id = sha256Hex(token);
    const nowMs = Date.now();
    const known = { id, userId, createdAtMs: nowMs, activeAtMs: nowMs, expiresAtMs: 0 };
    await this.#lucia.createSession(userId, { known }, { sessionId: id });
    return this.#cookieOf(token, this.#lifetime.totalSeconds);
  }

  /** Ends a session; gives the cookie that takes the token out of the browser. */
  async end(sessionId: string): Promise<string> {
    await this.#lucia.invalidateSession(sessionId);
    return this.blankCookie();
  }

  /** Ends all sessions of a user. */
  async endAll(userId: string): Promise<string> {
    await this.#lucia.invalidateUserSessions(userId);
    return this.blankCookie();
  }

  blankCookie(): string {
    return this.#cookieOf("", 0);
  }

  /** Lucia's own parser throws on what other programs of this host left in the browser. */
  #tokenIn(cookies: string): string | null {
    return new RegExp(`(?:^|; ?)${this.#cookie.name}=(session_[\\w-]+)`).exec(cookies)?.[1] ?? null;
  }

  #cookieOf(token: string, maxAge: number): string {
    const { attributes } = this.#lucia.createSessionCookie(token);
    return new Cookie(this.#cookie.name, token, { ...attributes, maxAge }).serialize();
  }
}

function adapter(directory: Directory, store: SessionStore | null): Adapter {
  const writable = () => {
    if (!store) throw new Error("Sessions are only looked at here.");
    return store;
  };
  return {
    async getSessionAndUser(id) {
      const found = await directory.session(id);
      if (!found) return [null, null];
      const { session, user } = found;
      return [databaseSession(session), { id: user.id, attributes: { known: user } }];
    },
    getUserSessions: () => Promise.reject(new Error("Sessions are listed by their own verb.")),
    setSession: ({ id, userId, attributes }) =>
      writable().start({ id, userId, nowMs: attributes.known.createdAtMs }),
    deleteSession: (id) => store?.end(id) ?? Promise.resolve(),
    deleteUserSessions: (userId) => writable().endAll(userId),
    // Activity renews sessions, looking at them does not; the ledger purges what expired.
    updateSessionExpiration: () => Promise.resolve(),
    deleteExpiredSessions: () => Promise.resolve(),
  };
}

function databaseSession(known: KnownSession): DatabaseSession {
  const { id, userId, expiresAtMs } = known;
  return { id, userId, expiresAt: new Date(expiresAtMs), attributes: { known } };
}
