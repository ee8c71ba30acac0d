import { DurableObject } from "cloudflare:workers";
import { randomBytes } from "node:crypto";
import { timeOrderedId } from "../../core/contract/time-ordered-id.ts";
import { type Database, openReads, openWrites } from "../../db/client.ts";
import { WriteRefused } from "../../db/write-stream.ts";
import { type Bindings, type Settings, settingsOf } from "../env.ts";
import { DatabaseUnreachable } from "../fleet/database-unreachable.ts";
import { loadMemory } from "../fleet/load-memory.ts";
import { markOffline } from "../fleet/mark-offline.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion } from "../fleet/plan.ts";
import type { Planner, Writer } from "../fleet/writer.ts";
import { answerAgent } from "../rpc/answer-agent.ts";
import { answerSite } from "../rpc/answer-site.ts";
import { GroupCommit, PlanAgain } from "./group-commit.ts";
import { Listening } from "./listening.ts";
import { LivePages } from "./live-pages.ts";

/** How long the database may take for one answer. */
const timeoutMs = 10_000;
/** A plan that others' refusals took down so often is given up. */
const mostTries = 10;

/**
 * The single writer of the fleet: authenticates, plans and commits every write, remembers what
 * it needs for that, marks silent nodes OFFLINE and tells open pages what changed.
 */
export class Ledger extends DurableObject<Bindings> implements Writer {
  readonly #settings: Settings;
  readonly #reads: Database;
  readonly #commits: GroupCommit;
  readonly #pages: LivePages;
  readonly #listening: Listening;
  readonly #alarmEveryMs: number;
  #memory: Promise<FleetMemory> | null = null;

  constructor(state: DurableObjectState, bindings: Bindings) {
    super(state, bindings);
    this.#settings = settingsOf(bindings);
    const { database, offlineAfterSeconds } = this.#settings;
    this.#reads = openReads({ ...database, timeoutMs });
    this.#commits = new GroupCommit(openWrites({ ...database, timeoutMs }), () => {
      this.#listening.interrupt();
      this.#forget();
    });
    this.#pages = new LivePages(state);
    this.#alarmEveryMs = Math.max(1000, offlineAfterSeconds * 50);
    this.#listening = new Listening(state.storage, this.#alarmEveryMs);
    void state.blockConcurrencyWhile(() => this.#ensureAlarm());
  }

  override async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/live") return this.#pages.open();
    if (pathname === "/healthz") return this.#health();
    const { simulation, loopbackAdmin } = this.#settings;
    const surroundings = { reads: () => this.#reads, writer: this, simulation };
    return pathname.startsWith("/agent/")
      ? answerAgent(request, surroundings)
      : answerSite(request, { ...surroundings, loopbackAdmin });
  }

  /** Plans on the memory of this moment and commits; see Writer. */
  async write<Result>(plan: Planner<Result>): Promise<Result> {
    for (let refusals = 0, tries = 1; ; tries++) {
      try {
        return await this.#planAndCommit(plan);
      } catch (error) {
        // Refused once, the database may know better than the memory: an earlier commit of unknown
        // outcome was stored. Refused twice, the plan itself is wrong.
        if (error instanceof WriteRefused) refusals += 1;
        else if (!(error instanceof PlanAgain)) throw error;
        if (refusals > 1 || tries >= mostTries) throw error;
      }
    }
  }

  /** What the ledger knows of the fleet; throws DatabaseUnreachable when it can not know. */
  async memory(): Promise<FleetMemory> {
    this.#memory ??= this.#load();
    const loading = this.#memory;
    try {
      const memory = await loading;
      return loading === this.#memory ? memory : this.memory();
    } catch (error) {
      if (loading === this.#memory) this.#forget();
      throw new DatabaseUnreachable(error);
    }
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
    } catch (error) {
      // The next alarm tries again; until then no time counts as a node's silence.
      console.error("The ledger's alarm failed:", error);
    }
  }

  override webSocketMessage(): void {
    // Pages only listen; their pings are answered by the runtime.
  }

  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }

  async #planAndCommit<Result>(plan: Planner<Result>): Promise<Result> {
    const memory = await this.memory();
    const { writes, topics, result } = plan(memory, this.#occasion());
    await this.#commits.commit(writes);
    this.#pages.tell(topics);
    return result;
  }

  /** Waits for what is being written, lest the memory miss it. */
  async #load(): Promise<FleetMemory> {
    await this.#commits.idle();
    return loadMemory(this.#reads, Date.now());
  }

  #forget(): void {
    this.#memory = null;
  }

  #occasion(): Occasion {
    const nowMs = Date.now();
    return { nowMs, newId: () => timeOrderedId(nowMs, randomBytes(10)) };
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
