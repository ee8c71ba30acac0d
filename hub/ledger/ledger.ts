import { DurableObject } from "cloudflare:workers";
import { type Database, openReads, openWrites } from "../../db/client.ts";
import type { Refused } from "../audit/refusal-log.ts";
import { RefusalWriter } from "../audit/refusal-writer.ts";
import { callCounter } from "../auth/call-limits.ts";
import type { Caller } from "../auth/caller.ts";
import { cookieFor } from "../auth/deployment.ts";
import { identify } from "../auth/identify.ts";
import { originInLedger } from "../auth/origin.ts";
import { isSessionStill, memoryDirectory } from "../auth/people.ts";
import { Sessions } from "../auth/session.ts";
import { type Bindings, type Settings, settingsOf } from "../env.ts";
import { type Actor, theHub } from "../fleet/audit-row.ts";
import { isDatabaseUnreachable } from "../fleet/database-unreachable.ts";
import { markOffline } from "../fleet/mark-offline.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Topic } from "../fleet/plan.ts";
import { Refusal } from "../fleet/refusal.ts";
import type { Verb } from "../fleet/verb.ts";
import type { Planner, Writer } from "../fleet/writer.ts";
import { sharedLimiter } from "../limiter.ts";
import { forgetExpired } from "../people/forget-expired.ts";
import { answerAgent } from "../rpc/answer-agent.ts";
import { answerSite } from "../rpc/answer-site.ts";
import { sayUnreachable } from "../rpc/errors.ts";
import type { Surroundings } from "../rpc/procedure.ts";
import {
  type InputOf,
  type LedgerVerb,
  ledgerVerbs,
  type Performed,
  type ResultOf,
} from "./ledger-verbs.ts";
import { Listening } from "./listening.ts";
import { LivePages } from "./live-pages.ts";
import { MemoryWriter } from "./memory-writer.ts";

/** How long the database may take for one answer. */
const timeoutMs = 10_000;
/** Open pages of people who lost their rights, and nodes that fell silent, are found so often. */
const alarmAtLeastMs = 10_000;
const forgetExpiredEveryMs = 3_600_000;

/**
 * The single writer of the fleet: authenticates, has every write planned and committed, marks
 * silent nodes OFFLINE and tells open pages what changed.
 */
export class Ledger extends DurableObject<Bindings> implements Writer {
  readonly #settings: Settings;
  readonly #reads: Database;
  readonly #writer: MemoryWriter;
  readonly #pages: LivePages;
  readonly #listening: Listening;
  readonly #alarmEveryMs: number;
  readonly #surroundings: Surroundings & { writer: Writer };
  readonly #refusals = new RefusalWriter((plan) => this.write(plan));
  #forgotExpiredAtMs = 0;

  constructor(state: DurableObjectState, bindings: Bindings) {
    super(state, bindings);
    this.#settings = settingsOf(bindings);
    const { database, offlineAfterSeconds } = this.#settings;
    this.#reads = openReads({ ...database, timeoutMs });
    this.#pages = new LivePages(state);
    this.#writer = new MemoryWriter(this.#reads, openWrites({ ...database, timeoutMs }), {
      onCommitted: (topics, memory) => this.#tellPages(topics, memory),
      onUnreachable: () => this.#listening.interrupt(),
    });
    this.#alarmEveryMs = Math.min(alarmAtLeastMs, Math.max(1000, offlineAfterSeconds * 50));
    this.#listening = new Listening(state.storage, this.#alarmEveryMs);
    this.#surroundings = {
      reads: () => this.#reads,
      writer: this,
      door: null,
      simulation: this.#settings.simulation,
      sessions: this.#settings.sessions,
      heartbeatsPerMinute: this.#settings.limits.heartbeatsPerMinute,
      countCall: callCounter(sharedLimiter(bindings), this.#settings.limits),
      noteRefusal: (actor, deed) => this.#refusals.note(actor, deed),
    };
    void state.blockConcurrencyWhile(() => this.#ensureAlarm());
  }

  override async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/healthz") return this.#health();
    if (pathname.startsWith("/agent/")) return answerAgent(request, this.#surroundings);
    return this.#answerPerson(request).catch(sayUnreachable);
  }

  async #answerPerson(request: Request): Promise<Response> {
    const caller = await this.#identify(request);
    if (new URL(request.url).pathname === "/live") {
      return this.#pages.open(caller, this.#surroundings.countCall);
    }
    if (caller.kind === "user" && caller.by.kind === "session") this.#touch(caller.by.sessionId);
    return answerSite(request, { caller, origin: originInLedger(request) }, this.#surroundings);
  }

  /** Does one of the verbs that the edge asks for; only this Worker's own code can call it. */
  async perform<Name extends LedgerVerb>(
    name: Name,
    actor: Actor,
    input: InputOf<Name>,
  ): Promise<Performed<ResultOf<Name>>> {
    const verb = ledgerVerbs[name] as Verb<InputOf<Name>, ResultOf<Name>>;
    try {
      const result = await this.write((memory, occasion) => verb(memory, actor, input, occasion));
      return { kind: "done", result };
    } catch (error) {
      if (error instanceof Refusal) {
        const { kind, message, privately } = error;
        return { kind: "refused", refusal: { kind, message, privately } };
      }
      if (isDatabaseUnreachable(error)) return { kind: "unreachable" };
      throw error;
    }
  }

  /** Puts what was refused at the edge into the audit log. */
  noteRefusals(refused: readonly Refused[]): void {
    this.#refusals.add(refused);
  }

  /** See Writer; the audit rows of a plan are stored with what it writes, or neither is. */
  write<Result>(plan: Planner<Result>): Promise<Result> {
    return this.#writer.write(plan);
  }

  memory(): Promise<FleetMemory> {
    return this.#writer.memory();
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + this.#alarmEveryMs);
    try {
      await this.memory();
      const listeningSinceMs = await this.#listening.sinceMs(Date.now());
      const { offlineAfterSeconds } = this.#settings;
      await this.write((memory, occasion) =>
        markOffline(memory, { offlineAfterSeconds, listeningSinceMs }, occasion),
      );
      this.#closePagesOfStrangers(await this.memory());
      await this.#forgetExpired();
    } catch (error) {
      // The next alarm tries again; until then no time counts as a node's silence.
      console.error("The ledger's alarm failed:", error);
    }
  }

  override webSocketMessage(): void {
    // Pages only listen; their pings are answered by the runtime.
  }

  /** Seldom: what has expired is good for nothing, wherever it still is. */
  async #forgetExpired(): Promise<void> {
    if (Math.abs(Date.now() - this.#forgotExpiredAtMs) < forgetExpiredEveryMs) return;
    await this.write(forgetExpired);
    this.#forgotExpiredAtMs = Date.now();
  }

  async #identify(request: Request): Promise<Caller> {
    const { people } = await this.memory();
    const { publicUrl, sessions: lifetime } = this.#settings;
    const cookie = cookieFor(new URL(publicUrl ?? request.url));
    const directory = memoryDirectory(people);
    const sessions = cookie && new Sessions({ directory, lifetime, cookie, store: null });
    return identify(request, directory, sessions);
  }

  /** A person who changes something is at work. */
  #touch(sessionId: string): void {
    const { idleSeconds } = this.#settings.sessions;
    this.perform("touchSession", theHub, { sessionId, idleSeconds }).catch((error) =>
      console.error("A person's activity could not be noted:", error),
    );
  }

  #tellPages(topics: readonly Topic[], memory: FleetMemory): void {
    this.#pages.tell(topics);
    if (topics.includes("people")) this.#closePagesOfStrangers(memory);
  }

  #closePagesOfStrangers({ people }: FleetMemory): void {
    const moment = { nowMs: Date.now(), lifetime: this.#settings.sessions };
    this.#pages.closeUnless((session) => isSessionStill(session, people, moment));
  }

  async #ensureAlarm(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(Date.now() + this.#alarmEveryMs);
    }
  }

  async #health(): Promise<Response> {
    try {
      await this.memory();
      return new Response(null, { status: 204 });
    } catch {
      return new Response(null, { status: 503 });
    }
  }
}
