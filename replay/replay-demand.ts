import type { PoolConfig } from "../core/config/node-config.ts";
import { type CpuOnly, cpuOnly } from "../core/scaling/cpu-only.ts";
import type { PoolPolicy } from "../core/scaling/policy.ts";
import { fixedPool, Replay, tickSeconds } from "../core/scaling/replay.ts";
import type { DemandSeries } from "./read-demand.ts";
import { Refusal } from "./refusal.ts";
import { iso, poolNotes, type Report, reportedDecision } from "./report.ts";

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
    return { at: iso(atMs), ...rest, decision: decision && reportedDecision(decision) };
  });
  const notes = [
    ...metricNotes(left),
    ...series.notes,
    // The pool holds through its first tick.
    ...poolNotes(pool, lines[0]?.desired ?? 0),
  ];
  const fixedAtMax = fixedPool(series.demands, policy.maxSize);
  return { lines, summary: replay.summary(), fixedAtMax, notes };
}

function metricNotes({ rule, leftOut, idle }: CpuOnly): string[] {
  if (rule.kind !== "sustained_outlier") {
    return leftOut.map((metric) => `The rule on ${metric} is left out: a demand gives CPU only.`);
  }
  return [
    `${rule.kind} reads more than CPU, and a demand gives nothing else: ${idle.join(" and ")} is taken as 0 % in every tick, and ${leftOut.join(" and ")} have no vote.`,
  ];
}
