import { AgentFault } from "../agent/agent-fault.ts";
import type { AgentPorts, HubEvent, Intent, Journal, ResizeAnswer } from "../agent/ports.ts";
import type { PoolConfig } from "../core/config/node-config.ts";
import type { Sample } from "../core/scaling/signal.ts";
import type { CloudPool } from "./cloud.ts";
import type { Disk } from "./disk.ts";
import type { SimulatedHub } from "./hub.ts";
import type { Random } from "./random.ts";
import type { Referee } from "./referee.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Trouble, Weather } from "./weather.ts";

interface Parts {
  scheduler: Scheduler;
  random: Random;
  weather: Weather;
  pools: ReadonlyMap<string, CloudPool>;
  hub: SimulatedHub;
  disk: Disk;
  referee: Referee;
  /** What the agent's clock is ahead of the world's. */
  skewMs: () => number;
  trace: (line: string) => void;
  fail: (error: unknown) => void;
}

/** A request may reach OCI so late. */
const latestMs = 60_000;

/** The ports of an agent, over the simulated world and its troubles. */
export class WorldPorts {
  readonly #parts: Parts;
  #ids = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get scheduler(): Scheduler {
    return this.#parts.scheduler;
  }

  fail(error: unknown): void {
    this.#parts.fail(error);
  }

  /** Nothing answers any more when `isAlive` says so; `poolsOf`: the config in force. */
  portsOf(isAlive: () => boolean, poolsOf: () => readonly PoolConfig[]): AgentPorts {
    const { scheduler, hub } = this.#parts;
    const call = <Value>(work: () => Value) => this.#call(isAlive, work);
    const sleep = (ms: number): Promise<void> =>
      new Promise((resolve) => scheduler.after(ms, () => isAlive() && resolve()));
    return {
      metrics: { read: (pool) => call(() => this.#samplesOf(pool.oraclePoolId)) },
      pools: {
        obstacle: () => call(() => null),
        read: (pool) => call(() => this.#read(pool.oraclePoolId)),
        instances: (pool) => call(() => this.#instances(pool.oraclePoolId)),
        shortage: (pool) => call(() => this.#poolOf(pool.oraclePoolId).shortage(scheduler.nowMs)),
        resize: (intent) => this.#resize(intent, isAlive, poolsOf()),
      },
      hub: {
        register: () => Promise.reject(new Error("the node is registered")),
        heartbeat: () => Promise.reject(new Error("heartbeats are not simulated")),
        config: () =>
          call(() => {
            this.#failIf("the hub is away", "HUB_UNREACHABLE");
            return { kind: "answered", value: hub.active };
          }),
        rotateKey: () => Promise.reject(new Error("keys are not rotated here")),
        report: (_key, events) => this.#report(events, isAlive),
      },
      journal: this.#judged(),
      clock: { now: () => this.#agentMs(), sleep, newId: () => this.#newId() },
    };
  }

  #agentMs(): number {
    return this.#parts.scheduler.nowMs + this.#parts.skewMs();
  }

  #newId(): string {
    this.#ids += 1;
    return `00000000-0000-7000-8000-${String(this.#ids).padStart(12, "0")}`;
  }

  #poolOf(id: string): CloudPool {
    const pool = this.#parts.pools.get(id);
    if (!pool) throw new Error(`there is no pool ${id}`);
    return pool;
  }

  #has(trouble: Trouble): boolean {
    return this.#parts.weather.has(trouble, this.#parts.scheduler.nowMs);
  }

  #failIf(trouble: Trouble, code: AgentFault["code"]): void {
    if (this.#has(trouble) && this.#parts.random.chance(0.8)) throw new AgentFault(code, trouble);
  }

  /** A call takes its time, and never ends for an agent that is dead by then. */
  #call<Value>(isAlive: () => boolean, work: () => Value): Promise<Value> {
    const { scheduler, random } = this.#parts;
    return new Promise((resolve, reject) => {
      scheduler.after(random.whole(5, this.#has("OCI is slow") ? 20_000 : 900), () => {
        if (!isAlive()) return;
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #read(id: string) {
    this.#failIf("OCI throttles", "OCI_UNREADABLE");
    const reading = this.#poolOf(id).reading(this.#parts.scheduler.nowMs);
    this.#parts.referee.tell(id, { lifecycle: reading.state.lifecycle });
    return reading;
  }

  #instances(id: string) {
    this.#failIf("OCI throttles", "OCI_UNREADABLE");
    const instances = this.#poolOf(id).instances(this.#parts.scheduler.nowMs);
    this.#parts.referee.tell(id, { instances, samples: [] });
    return instances;
  }

  #samplesOf(id: string): Sample[] {
    this.#failIf("metrics unreadable", "METRICS_UNREADABLE");
    const { scheduler, random, referee } = this.#parts;
    const pool = this.#poolOf(id);
    const running = pool.instances(scheduler.nowMs).filter(({ state }) => state === "running");
    const isStale = this.#has("metrics stale");
    const cpu = Math.min(100, (100 * pool.demand) / Math.max(1, running.length));
    const values = { cpu, ram: 20 + cpu / 2 };
    const samples = running.flatMap(({ id: instanceId }) => {
      if (this.#has("metrics missing")) return [];
      if (this.#has("metrics partial") && random.chance(0.3)) return [];
      const atMs = scheduler.nowMs - (isStale ? 400_000 : random.whole(10, 90) * 1000);
      return Object.entries(values).map(([metric, value]) => {
        const isNone = this.#has("metrics not numbers") && random.chance(0.5);
        return { instanceId, metric, atMs, value: isNone ? Number.NaN : value };
      });
    });
    referee.tell(id, { samples });
    return samples;
  }

  /** The request travels on whatever becomes of the agent; the answer may not find its way back. */
  #resize(
    intent: Intent,
    isAlive: () => boolean,
    configured: readonly PoolConfig[],
  ): Promise<ResizeAnswer> {
    const { scheduler, random, referee, disk, fail } = this.#parts;
    const pool = configured.find(({ oraclePoolId }) => oraclePoolId === intent.oraclePoolId);
    // With the etag of a pool that has changed since nothing is asked but what became of it.
    const mayAct = this.#poolOf(intent.oraclePoolId).etag === intent.etag;
    try {
      if (pool && mayAct) referee.judgeRequest(intent, disk.openIntent(intent.oraclePoolId), pool);
    } catch (error) {
      fail(error);
    }
    return new Promise((resolve) => {
      const answer = (given: ResizeAnswer, delayMs: number) =>
        scheduler.after(delayMs, () => isAlive() && resolve(given));
      const unknown: ResizeAnswer = { kind: "unknown", code: "NO_ANSWER", message: "timed out" };
      if (this.#has("OCI throttles") && random.chance(0.7)) {
        answer({ kind: "failed", code: "TooManyRequests", message: "slow down" }, 3000);
        return;
      }
      if (this.#has("OCI loses requests") && random.chance(0.5)) {
        answer(unknown, 10_000);
        return;
      }
      const isSlow = this.#has("OCI is slow");
      const arrivesMs = isSlow ? random.whole(100, latestMs) : random.whole(10, 500);
      scheduler.after(arrivesMs, () => {
        const given = this.#carryOut(intent);
        const isLost = this.#has("OCI loses answers") && random.chance(0.6);
        if (isLost) answer(unknown, 10_000);
        else if (arrivesMs <= 10_000) answer(given, random.whole(10, 500));
      });
      if (arrivesMs > 10_000) answer(unknown, 10_000);
    });
  }

  #carryOut(intent: Intent): ResizeAnswer {
    const { scheduler, random, trace } = this.#parts;
    const pool = this.#poolOf(intent.oraclePoolId);
    if (this.#has("OCI fails") && random.chance(0.6)) {
      return { kind: "unknown", code: "InternalServerError", message: "an error" };
    }
    const answer = pool.update(intent, scheduler.nowMs);
    trace(`OCI ${answer.kind} ${intent.id.slice(-4)} ${intent.fromSize}->${intent.toSize}`);
    return answer;
  }

  /** Reports are lost, late, and, where the answer is lost, doubled. */
  #report(events: readonly HubEvent[], isAlive: () => boolean) {
    const { hub, random } = this.#parts;
    return this.#call(isAlive, () => {
      this.#failIf("the hub is away", "HUB_UNREACHABLE");
      hub.take(events);
      if (this.#has("the hub's answers are lost") && random.chance(0.7)) {
        throw new AgentFault("HUB_UNREACHABLE", "the answer is lost");
      }
      return { kind: "answered" as const, value: { accepted: events.length } };
    });
  }

  /** The disk, with the referee's eye on everything that is written. */
  #judged(): Journal {
    const { disk, referee, weather, scheduler, fail, trace } = this.#parts;
    const judge = (event: HubEvent) => {
      disk.isFull = weather.has("the disk is full", scheduler.nowMs);
      if (disk.isFull) return;
      try {
        referee.judgeEvent(event, disk.openIntent(event.oraclePoolId));
      } catch (error) {
        fail(error);
      }
      trace(lineOf(event));
    };
    return {
      identity: (newId) => disk.identity(newId),
      saveEnrolment: () => disk.saveEnrolment(),
      saveApiKey: () => disk.saveApiKey(),
      config: () => disk.config(),
      saveConfig: (config) => disk.saveConfig(config),
      memory: (id) => disk.memory(id),
      openIntent: (id) => disk.openIntent(id),
      recordDecision: (event, memory, intent) => {
        judge(event);
        disk.recordDecision(event, memory, intent);
      },
      recordOutcome: (event, memory) => {
        judge(event);
        disk.recordOutcome(event, memory);
      },
      nextEvents: () => disk.nextEvents(),
      confirm: (seqs) => {
        disk.isFull = weather.has("the disk is full", scheduler.nowMs);
        disk.confirm(seqs);
      },
      bury: () => disk.bury(),
      close: () => {},
    };
  }
}

function lineOf(event: HubEvent): string {
  if (event.kind === "action")
    return `action ${event.id.slice(-4)} ${JSON.stringify(event.outcome)}`;
  const { kind, currentSize, targetSize, reasons } = event.decision;
  return `${event.poolName} ${kind} ${currentSize}->${targetSize} ${reasons.map(({ code }) => code)}`;
}
