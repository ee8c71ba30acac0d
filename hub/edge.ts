import { type Database, openReads } from "../db/client.ts";
import { tellRefusal } from "./audit/edge-refusals.ts";
import { callCounter } from "./auth/call-limits.ts";
import type { Caller, Person } from "./auth/caller.ts";
import { cookieFor } from "./auth/deployment.ts";
import { identify } from "./auth/identify.ts";
import { Keycloak } from "./auth/keycloak.ts";
import { type Origin, originAtEdge } from "./auth/origin.ts";
import type { Take } from "./auth/rate-limit.ts";
import { type SessionStore, Sessions } from "./auth/session.ts";
import { signInLimits } from "./auth/sign-in-limits.ts";
import { storedDirectory } from "./auth/stored-people.ts";
import { Door } from "./door.ts";
import { type Bindings, type Settings, settingsOf } from "./env.ts";
import type { Actor, Deed } from "./fleet/audit-row.ts";
import { DatabaseUnreachable } from "./fleet/database-unreachable.ts";
import { Refusal } from "./fleet/refusal.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { InputOf, LedgerVerb, Perform, Performed, ResultOf } from "./ledger/ledger-verbs.ts";
import { sharedLimiter } from "./limiter.ts";
import type { NewSession } from "./people/start-session.ts";
import type { Surroundings } from "./rpc/procedure.ts";

/** The ledger as the edge sees it. */
export type LedgerStub = Pick<Ledger, "noteRefusals"> & {
  fetch: DurableObjectStub["fetch"];
  perform<Name extends LedgerVerb>(
    name: Name,
    actor: Actor,
    input: InputOf<Name>,
  ): Promise<Performed<ResultOf<Name>>>;
};

/** The one ledger of a deployment; the runtime's types of RPC lose what a generic method takes. */
export function ledgerOf({ LEDGER }: Bindings): LedgerStub {
  return LEDGER.get(LEDGER.idFromName("ledger")) as unknown as LedgerStub;
}

const tellUseEveryMs = 30_000;
/** When this isolate last told the ledger of the use of an API token, by its hash. */
const usesToldAtMs = new Map<string, number>();

/** Everything one request at the edge has at hand. */
export class Edge {
  readonly settings: Settings;
  readonly ledger: LedgerStub;
  readonly origin: Origin;
  readonly reads: Database;
  readonly #request: Request;
  readonly #take: Take;
  readonly #waitUntil: (work: Promise<unknown>) => void;

  constructor(request: Request, bindings: Bindings, context: Pick<ExecutionContext, "waitUntil">) {
    this.settings = settingsOf(bindings);
    this.ledger = ledgerOf(bindings);
    this.origin = originAtEdge(request);
    this.reads = openReads({ ...this.settings.database, timeoutMs: 10_000 });
    this.#request = request;
    this.#take = sharedLimiter(bindings);
    this.#waitUntil = (work) => context.waitUntil(work);
  }

  /** The address that people use for this hub. */
  get publicUrl(): URL {
    return new URL(this.settings.publicUrl ?? this.#request.url);
  }

  /** The identity provider; null where none is set. */
  get keycloak(): Keycloak | null {
    const { keycloak } = this.settings;
    return keycloak && new Keycloak(keycloak, new URL("/auth/callback", this.publicUrl).href);
  }

  /** Who sends the request; the use of an API token is noted. */
  async identify(): Promise<Caller> {
    const directory = storedDirectory(this.reads);
    const caller = await identify(this.#request, directory, this.#sessions(null));
    if (caller.kind === "user" && caller.by.kind === "token") {
      this.#noteUse(caller.by.hash);
    }
    return caller;
  }

  /** Opening a page is activity; what the page fetches by itself is not. */
  noteActivity(caller: Caller): void {
    if (caller.kind !== "user" || caller.by.kind !== "session") return;
    const { idleSeconds } = this.settings.sessions;
    this.#later("touchSession", { sessionId: caller.by.sessionId, idleSeconds });
  }

  /** What procedures have at the edge. */
  surroundings(door: Door | null): Surroundings {
    const { simulation, sessions, limits } = this.settings;
    return {
      reads: () => this.reads,
      writer: null,
      door,
      simulation,
      sessions,
      heartbeatsPerMinute: limits.heartbeatsPerMinute,
      countCall: (person) => this.countCall(person),
      noteRefusal: (actor, deed) => this.noteRefusal(actor, deed),
    };
  }

  /** Counts a call of a person. Throws TooMany. */
  countCall(person: Person): Promise<void> {
    return callCounter(this.#take, this.settings.limits)(person);
  }

  noteRefusal(actor: Actor, deed: Deed): void {
    tellRefusal(actor, deed, {
      tell: async (refused) => this.ledger.noteRefusals(refused),
      waitUntil: this.#afterwards,
    });
  }

  /** Where this caller signs in and out. */
  door(caller: Caller, setCookie: (cookie: string) => void): Door {
    const { setupToken, sessions, keycloak } = this.settings;
    const actor = { caller, origin: this.origin };
    return new Door({
      actor,
      reads: this.reads,
      perform: this.perform,
      limits: signInLimits(this.#take),
      sessionsFor: (of) => this.#sessions(this.#store(actor, of)),
      current: caller.kind === "user" ? caller : null,
      setCookie,
      setupToken,
      idleSeconds: sessions.idleSeconds,
      hasSso: keycloak !== null,
      signOutUrl: (idToken) =>
        this.keycloak?.signOutUrl(idToken, new URL("/sign-in", this.publicUrl)) ?? null,
    });
  }

  readonly perform: Perform = async (name, actor, input) => {
    const performed = await this.ledger.perform(name, actor, input);
    if (performed.kind === "done") return performed.result;
    if (performed.kind === "unreachable") throw new DatabaseUnreachable(null);
    const { kind, message, privately } = performed.refusal;
    throw new Refusal(kind, message, { privately });
  };

  #store(actor: Actor, of: Pick<NewSession, "passwordHash" | "idToken">): SessionStore {
    const { idleSeconds } = this.settings.sessions;
    return {
      start: ({ id, userId }) =>
        this.perform("startSession", actor, { id, userId, idleSeconds, ...of }),
      end: (sessionId) => this.perform("endSession", actor, { sessionId }),
      endAll: (userId) => this.perform("endSessions", actor, { userId }),
    };
  }

  #sessions(store: SessionStore | null): Sessions | null {
    const cookie = cookieFor(this.publicUrl);
    const directory = storedDirectory(this.reads);
    return cookie && new Sessions({ directory, lifetime: this.settings.sessions, cookie, store });
  }

  /** Programs may call often; the ledger need not hear of each call. */
  #noteUse(tokenHash: string): void {
    const nowMs = Date.now();
    const sinceMs = nowMs - (usesToldAtMs.get(tokenHash) ?? 0);
    if (sinceMs >= 0 && sinceMs < tellUseEveryMs) return;
    usesToldAtMs.set(tokenHash, nowMs);
    this.#later("touchApiToken", { tokenHash });
  }

  #later<Name extends LedgerVerb>(name: Name, input: InputOf<Name>): void {
    const actor = { caller: { kind: "system" }, origin: this.origin } as const;
    this.#afterwards(this.ledger.perform(name, actor, input));
  }

  /** Work that the answer does not wait for, and that may fail. */
  readonly #afterwards = (work: Promise<unknown>): void => {
    this.#waitUntil(
      work.catch((error) => console.error("What followed an answer has failed:", error)),
    );
  };
}
