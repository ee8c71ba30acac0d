import { afterApplied, decide } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { emptyMemory, type PoolMemory, type PoolPolicy } from "./policy.ts";
import { openWindow, type Schedule } from "./schedule.ts";
import type { MetricSignal, Signal } from "./signal.ts";
import { wholeInstances } from "./whole-instances.ts";

/** Seconds from one tick of a replay to the next. */
export const tickSeconds = 60;

/** A tick with more utilization than this counts as busy. */
const busyAbovePercent = 85;
/** The pool starts so that it is this busy. */
const startUtilization = 0.6;

export interface ReplayOptions {
  /** Its rule reads CPU only; cpuOnly() makes it so. */
  policy: PoolPolicy;
  schedules: readonly Schedule[];
  /** A decision is made at the first tick, and then this often; whole ticks, rounded up. */
  evaluationIntervalSeconds: number;
  /** From the request to the moment an instance takes load. */
  bootSeconds: number;
  /** Ready instances at the first tick; null for what makes them 60 % busy. */
  initialSize: number | null;
}

/** One tick of a simulated pool. */
export interface ReplayTick {
  atMs: number;
  /** Instances' worth of load. */
  demand: number;
  /** Instances that take load in this tick. */
  ready: number;
  /** The pool's size after this tick's decision. */
  desired: number;
  /** Percent of the ready instances, 100 at most. */
  utilization: number;
  /** Null in a tick between two evaluations. */
  decision: Decision | null;
}

/** What a replay comes to. */
export interface ReplaySummary {
  ticks: number;
  /** Of all instances the pool had, those that boot included: what is paid for. */
  instanceHours: number;
  ticksOver85: number;
  actions: number;
  scaleOuts: number;
  scaleIns: number;
}

/**
 * The closed loop of a policy and a simulated pool, one tick at a time: what is asked for is ready
 * `bootSeconds` later, removal is at once and takes the youngest first, and the policy sees the
 * utilization of the tick before, never the demand. In the first tick there is none yet and the
 * pool is PROVISIONING, which holds it whatever limits and schedules ask for; from then on it is
 * RUNNING, though OCI calls one that boots SCALING for a while.
 */
export class Replay {
  readonly #options: ReplayOptions;
  /** When each instance is ready, oldest first. */
  #readyAtMs: number[] = [];
  #memory: PoolMemory = emptyMemory;
  #before: { ready: number; utilization: number } | null = null;
  #nextDecisionAtMs = Number.NEGATIVE_INFINITY;
  readonly #counts = { ticks: 0, instanceTicks: 0, ticksOver85: 0, scaleOuts: 0, scaleIns: 0 };

  constructor(options: ReplayOptions) {
    this.#options = options;
  }

  /**
   * @param demand instances' worth of load, 0 or more
   * @param atMs later than that of the step before
   */
  step(demand: number, atMs: number): ReplayTick {
    if (this.#before === null) this.#begin(demand, atMs);
    const ready = this.#readyAt(atMs);
    const utilization = utilizationOf(demand, ready);
    const decision = atMs >= this.#nextDecisionAtMs ? this.#decide(atMs) : null;
    this.#before = { ready, utilization };
    const desired = this.#readyAtMs.length;
    this.#counts.ticks += 1;
    this.#counts.instanceTicks += desired;
    if (utilization > busyAbovePercent) this.#counts.ticksOver85 += 1;
    return { atMs, demand, ready, desired, utilization, decision };
  }

  summary(): ReplaySummary {
    const { ticks, instanceTicks, ticksOver85, scaleOuts, scaleIns } = this.#counts;
    const instanceHours = (instanceTicks * tickSeconds) / 3600;
    return {
      ticks,
      instanceHours,
      ticksOver85,
      actions: scaleOuts + scaleIns,
      scaleOuts,
      scaleIns,
    };
  }

  #begin(demand: number, atMs: number): void {
    const size = this.#options.initialSize ?? wholeInstances(demand / startUtilization);
    this.#readyAtMs = new Array<number>(size).fill(atMs);
  }

  #readyAt(atMs: number): number {
    let ready = this.#readyAtMs.length;
    while (ready > 0 && (this.#readyAtMs[ready - 1] ?? 0) > atMs) ready -= 1;
    return ready;
  }

  #decide(atMs: number): Decision {
    const { policy, schedules, evaluationIntervalSeconds } = this.#options;
    const tickMs = tickSeconds * 1000;
    const isFirst = this.#before === null;
    this.#nextDecisionAtMs = atMs + Math.ceil(evaluationIntervalSeconds / tickSeconds) * tickMs;
    const { decision, memory } = decide({
      signal: this.#signal(atMs),
      override: null,
      window: openWindow(schedules, atMs),
      pool: { size: this.#readyAtMs.length, lifecycle: isFirst ? "PROVISIONING" : "RUNNING" },
      policy,
      node: null,
      memory: this.#memory,
      atMs,
    });
    this.#memory = memory;
    if (decision.direction) this.#resize(decision.targetSize, decision.direction, atMs);
    return decision;
  }

  #resize(size: number, direction: "out" | "in", atMs: number): void {
    this.#memory = afterApplied(this.#memory, direction, atMs);
    this.#counts[direction === "out" ? "scaleOuts" : "scaleIns"] += 1;
    // The youngest are last, those that still boot among them.
    if (direction === "in") this.#readyAtMs.length = size;
    const readyAtMs = atMs + this.#options.bootSeconds * 1000;
    while (this.#readyAtMs.length < size) this.#readyAtMs.push(readyAtMs);
  }

  /** Of the tick before: its utilization, of the instances that were ready then. */
  #signal(atMs: number): Signal {
    const before = this.#before;
    const running = before?.ready ?? this.#readyAtMs.length;
    const cpu = cpuSignal(before?.ready ? before.utilization : null, atMs);
    const isSeed004 = this.#options.policy.rule.kind === "sustained_outlier";
    return {
      atMs,
      runningInstances: running,
      bootingInstances: Math.max(0, this.#readyAtMs.length - running),
      warmingInstances: 0,
      metrics: isSeed004 ? [cpu, { ...cpu, metric: "ram", mean: 0, max: 0 }] : [cpu],
    };
  }
}

/** The figures of a pool that always has so many instances. */
export function fixedPool(demands: readonly number[], size: number): ReplaySummary {
  const busy = demands.filter((demand) => utilizationOf(demand, size) > busyAbovePercent);
  return {
    ticks: demands.length,
    instanceHours: (demands.length * size * tickSeconds) / 3600,
    ticksOver85: busy.length,
    actions: 0,
    scaleOuts: 0,
    scaleIns: 0,
  };
}

function utilizationOf(demand: number, ready: number): number {
  if (ready > 0) return Math.min(100, (100 * demand) / ready);
  return demand > 0 ? 100 : 0;
}

function cpuSignal(mean: number | null, atMs: number): MetricSignal {
  return {
    metric: "cpu",
    scope: "instance",
    freshness: mean === null ? "missing" : "fresh",
    coveragePercent: mean === null ? 0 : 100,
    mean,
    max: mean,
    newestAtMs: mean === null ? null : atMs - tickSeconds * 1000,
  };
}
