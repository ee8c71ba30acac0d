import { createHash, timingSafeEqual } from "node:crypto";
import type {
  ChangePasswordInput,
  CreateAdministratorInput,
  SetPasswordInput,
  SignInInput,
} from "../core/contract/auth-contract.ts";
import type { OneTimeLink } from "../core/contract/people-contract.ts";
import type { Person, Visitor } from "./auth/caller.ts";
import { hashPassword, verifyPassword } from "./auth/password.ts";
import { sha256Hex } from "./auth/secret.ts";
import type { Sessions } from "./auth/session.ts";
import type { SignInLimits } from "./auth/sign-in-limits.ts";
import { idTokenOf, isLinkOpen, localUser } from "./auth/stored-people.ts";
import type { Actor } from "./fleet/audit-row.ts";
import type { Reads } from "./fleet/reads.ts";
import { Refusal } from "./fleet/refusal.ts";
import type { Perform } from "./ledger/ledger-verbs.ts";
import type { Newcomer } from "./people/admit-sso-user.ts";
import { userResource } from "./people/person.ts";
import { linkRefused } from "./people/set-password-by-link.ts";
import type { NewSession } from "./people/start-session.ts";

/** What signing in and out needs, for one request at the edge. */
export interface DoorParts {
  actor: Actor;
  reads: Reads;
  perform: Perform;
  limits: SignInLimits;
  /** Null where nobody may sign in: over plain http from elsewhere. */
  sessionsFor: (of: Pick<NewSession, "passwordHash" | "idToken">) => Sessions | null;
  /** The session the browser came with, if it is good. */
  current: Person | null;
  setCookie: (cookie: string) => void;
  setupToken: string | null;
  idleSeconds: number;
  hasSso: boolean;
  /** The provider's own sign-out, for a session with its token. */
  signOutUrl: (idToken: string) => string | null;
}

/**
 * Signing in and out. Passwords are looked at here, at the edge: a hash takes 150 ms, for which
 * the single writer has no time. What is written goes through the ledger.
 */
export class Door {
  readonly #parts: DoorParts;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  get hasSso(): boolean {
    return this.#parts.hasSso;
  }

  /** Throws Refusal, the same for an unknown address as for a wrong password; TooMany. */
  async signIn({ email, password }: SignInInput): Promise<void> {
    const { actor, reads, limits } = this.#parts;
    await limits.countAttempt(email, actor.origin.address);
    const user = await localUser(reads, email);
    const isRight = await verifyPassword(password, user?.passwordHash ?? null);
    if (!user || !isRight || user.disabledAtMs !== null) {
      const error = !user ? "no such account" : isRight ? "account disabled" : "wrong password";
      const resource = user ? userResource(user) : { type: "user", id: null, name: email };
      throw new Refusal("unauthorized", "The email address or the password is wrong.", {
        privately: { resource, error },
      });
    }
    await this.#begin(user.id, { passwordHash: user.passwordHash, idToken: null });
  }

  /** Throws TooMany for an address that tries too often. */
  async countAttempt(): Promise<void> {
    const { actor, limits } = this.#parts;
    await limits.countAttempt(null, actor.origin.address);
  }

  /** Signs in whom the identity provider vouches for. Throws Refusal for a disabled account. */
  async signInAs(newcomer: Newcomer, idToken: string): Promise<void> {
    const { actor, perform } = this.#parts;
    const { userId } = await perform("admitSsoUser", actor, newcomer);
    await this.#begin(userId, { passwordHash: null, idToken });
  }

  /** Ends the session the browser came with. Null, or where the provider signs out. */
  async signOut(): Promise<string | null> {
    const { current, setCookie } = this.#parts;
    const sessions = this.#sessions({ passwordHash: null, idToken: null });
    const session = sessionIdOf(current);
    if (!session) {
      setCookie(sessions.blankCookie());
      return null;
    }
    const continueAt = await this.#providerSignOut(session);
    setCookie(await sessions.end(session));
    return continueAt;
  }

  /** Ends every session of the person. */
  async signOutEverywhere({ id, by }: Visitor): Promise<string | null> {
    const continueAt = await this.#providerSignOut(by.sessionId);
    const sessions = this.#sessions({ passwordHash: null, idToken: null });
    this.#parts.setCookie(await sessions.endAll(id));
    return continueAt;
  }

  /** A sign of life of the person before the page. */
  async touch({ by }: Visitor): Promise<void> {
    const { actor, idleSeconds, perform } = this.#parts;
    await perform("touchSession", actor, { sessionId: by.sessionId, idleSeconds });
  }

  /** Sets the password of a one-time link. Throws Refusal, TooMany. */
  async setPassword({ link, password }: SetPasswordInput): Promise<void> {
    const { actor, reads, limits, perform } = this.#parts;
    await limits.countAttempt(null, actor.origin.address);
    const linkHash = sha256Hex(link);
    // Strangers' links cost no hash; whether the link is good in the end is the ledger's to say.
    if (!(await isLinkOpen(reads, linkHash, Date.now()))) throw linkRefused();
    await perform("setPasswordByLink", actor, {
      linkHash,
      passwordHash: await hashPassword(password),
    });
  }

  /** Throws Refusal when the current password is wrong; TooMany. */
  async changePassword(visitor: Visitor, input: ChangePasswordInput): Promise<void> {
    const { actor, reads, limits, perform } = this.#parts;
    await limits.countAttempt(visitor.email, actor.origin.address);
    const user = await localUser(reads, visitor.email);
    if (user?.id !== visitor.id) {
      throw new Refusal("conflict", "You sign in through SSO; change your password there.");
    }
    const currentHash = user.passwordHash;
    if (currentHash === null) {
      throw new Refusal(
        "conflict",
        "Your password was reset; set a new one with the one-time link of your administrator.",
      );
    }
    if (!(await verifyPassword(input.currentPassword, currentHash))) {
      throw new Refusal("forbidden", "The current password is wrong.");
    }
    if (input.newPassword === input.currentPassword) {
      throw new Refusal("invalid", "The new password is the one you have; choose another.");
    }
    const newHash = await hashPassword(input.newPassword);
    await perform("changePassword", actor, {
      userId: visitor.id,
      currentHash,
      newHash,
      keptSessionId: visitor.by.sessionId,
    });
  }

  /** Throws Refusal for a wrong setup token, or where none is set; TooMany. */
  async createAdministrator(input: CreateAdministratorInput): Promise<OneTimeLink> {
    const { actor, limits, perform, setupToken } = this.#parts;
    await limits.countAttempt(null, actor.origin.address);
    if (setupToken === null || !isSame(input.setupToken, setupToken)) {
      throw new Refusal(
        "unauthorized",
        "This is not the setup token of the hub, or it has none: set its secret SETUP_TOKEN, of 32 characters or more, and send the same.",
      );
    }
    return perform("createAdministrator", actor, { email: input.email, name: input.name });
  }

  /** Starts a session under a new token, and ends the one the browser came with. */
  async #begin(userId: string, of: Pick<NewSession, "passwordHash" | "idToken">): Promise<void> {
    const { current, setCookie } = this.#parts;
    const sessions = this.#sessions(of);
    setCookie(await sessions.start(userId));
    const before = sessionIdOf(current);
    if (before) await sessions.end(before);
  }

  #sessions(of: Pick<NewSession, "passwordHash" | "idToken">): Sessions {
    const sessions = this.#parts.sessionsFor(of);
    if (sessions) return sessions;
    throw new Refusal("forbidden", "Sign in over https: plain http can be read by others.");
  }

  async #providerSignOut(sessionId: string): Promise<string | null> {
    const idToken = await idTokenOf(this.#parts.reads, sessionId);
    return idToken && this.#parts.signOutUrl(idToken);
  }
}

function sessionIdOf(person: Person | null): string | null {
  return person?.by.kind === "session" ? person.by.sessionId : null;
}

/** In the same time, however much of it is right. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
