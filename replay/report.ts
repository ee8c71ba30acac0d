import type { PoolConfig } from "../core/config/node-config.ts";
import { cpuOnly } from "../core/scaling/cpu-only.ts";
import type { Decision } from "../core/scaling/decision.ts";
import { explain } from "../core/scaling/explain.ts";
import type { PoolPolicy } from "../core/scaling/policy.ts";
import { fixedPool, Replay, type ReplaySummary, tickSeconds } from "../core/scaling/replay.ts";
import { replaySamples } from "../core/scaling/replay-samples.ts";
import type { Sample } from "../core/scaling/signal.ts";
import type { DemandSeries } from "./demand.ts";
import { Refusal } from "./refusal.ts";

/** What a replay says: a line for each tick, then what it comes to. */
export interface Report {
  lines: object[];
  summary: object;
  /** The same figures for a pool that always has its maximum; null in an open loop. */
  fixedAtMax: ReplaySummary | null;
  notes: string[];
}

interface Settings {
  bootSeconds: number;
  initialSize: number | null;
}

/** The closed loop over a demand. Throws Refusal for a pool whose policy does not read CPU. */
export function replayDemand(pool: PoolConfig, series: DemandSeries, settings: Settings): Report {
  const left = cpuOnly(pool.policy.rule);
  if (!left) {
    throw new Refusal(
      `The policy of "${pool.name}" does not read CPU, and a demand gives nothing else.`,
    );
  }
  const policy: PoolPolicy = { ...pool.policy, rule: left.rule, mode: "active" };
  const { evaluationIntervalSeconds, schedules } = pool;
  const replay = new Replay({ policy, schedules, evaluationIntervalSeconds, ...settings });
  const lines = series.demands.map((demand, tick) => {
    const { atMs, decision, ...rest } = replay.step(
      demand,
      series.startMs + tick * tickSeconds * 1000,
    );
    return { at: iso(atMs), ...rest, decision: decision && said(decision) };
  });
  const notes = [
    ...left.leftOut.map((metric) => `The rule on ${metric} is left out: a demand gives CPU only.`),
    ...(series.resampled
      ? ["Rows lie apart otherwise than by 60 s: at each tick the last one counts."]
      : []),
    ...modeNotes(pool),
  ];
  const fixedAtMax = fixedPool(series.demands, policy.maxSize);
  return { lines, summary: replay.summary(), fixedAtMax, notes };
}

/** The open loop over recorded samples. */
export function replayRecorded(
  pool: PoolConfig,
  samples: readonly Sample[],
  { initialSize }: Settings,
): Report {
  const policy: PoolPolicy = { ...pool.policy, mode: "active" };
  const ticks = [...replaySamples(samples, { policy, schedules: pool.schedules, initialSize })];
  const resizes = ticks.filter(({ decision }) => decision.kind === "resize");
  const lines = ticks.map(({ atMs, size, decision }) => ({
    at: iso(atMs),
    size,
    decision: said(decision),
  }));
  const scaleOuts = resizes.filter(({ decision }) => decision.direction === "out").length;
  const scaleIns = resizes.length - scaleOuts;
  const instanceTicks = ticks.reduce((sum, { size }) => sum + size, 0);
  const instanceHours = (instanceTicks * tickSeconds) / 3600;
  const summary = {
    ticks: ticks.length,
    instanceHours,
    actions: resizes.length,
    scaleOuts,
    scaleIns,
  };
  const notes = [
    "The load is a recording: it does not answer to the decisions.",
    ...modeNotes(pool),
  ];
  return { lines, summary, fixedAtMax: null, notes };
}

function said(decision: Decision): object {
  const { kind, direction, currentSize, targetSize, reasons, conditions, confidence } = decision;
  const sentence = explain(decision, kind === "resize" ? "applied" : null);
  return { kind, direction, currentSize, targetSize, reasons, conditions, confidence, sentence };
}

function modeNotes({ policy, name }: PoolConfig): string[] {
  return policy.mode === "active"
    ? []
    : [`"${name}" is ${policy.mode}; it is replayed as if it were active.`];
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
