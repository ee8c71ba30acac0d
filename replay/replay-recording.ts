import type { PoolConfig } from "../core/config/node-config.ts";
import { metricsOf, type PoolPolicy } from "../core/scaling/policy.ts";
import { tickSeconds } from "../core/scaling/replay.ts";
import { replaySamples } from "../core/scaling/replay-samples.ts";
import type { Recording } from "./read-samples.ts";
import { Refusal } from "./refusal.ts";
import { iso, poolNotes, type Report, reportedDecision } from "./report.ts";

/** The open loop over a recording. Throws Refusal for one without any metric of the policy. */
export function replayRecording(
  pool: PoolConfig,
  { samples, notes }: Recording,
  { initialSize }: { initialSize: number | null },
): Report {
  const metrics = metricNotes(pool, new Set(samples.map(({ metric }) => metric)));
  const policy: PoolPolicy = { ...pool.policy, mode: "active" };
  const ticks = [...replaySamples(samples, { policy, schedules: pool.schedules, initialSize })];
  const resizes = ticks.filter(({ decision }) => decision.kind === "resize");
  const lines = ticks.map(({ atMs, size, decision }) => ({
    at: iso(atMs),
    size,
    decision: reportedDecision(decision),
  }));
  const scaleOuts = resizes.filter(({ decision }) => decision.direction === "out").length;
  const instanceTicks = ticks.reduce((sum, { size }) => sum + size, 0);
  const summary = {
    ticks: ticks.length,
    instanceHours: (instanceTicks * tickSeconds) / 3600,
    actions: resizes.length,
    scaleOuts,
    scaleIns: resizes.length - scaleOuts,
  };
  const openLoop = "The load is a recording: it does not answer to the decisions.";
  const start = poolNotes(pool, ticks[0]?.decision.currentSize ?? 0);
  return { lines, summary, fixedAtMax: null, notes: [openLoop, ...metrics, ...notes, ...start] };
}

function metricNotes({ policy, name }: PoolConfig, recorded: ReadonlySet<string>): string[] {
  const read = metricsOf(policy.rule);
  const unread = [...recorded].filter((metric) => !read.includes(metric)).join(", ");
  const missing = read.filter((metric) => !recorded.has(metric));
  if (missing.length === read.length) {
    throw new Refusal(
      `The policy of "${name}" reads ${read.join(", ")}, and the samples have only ${unread}; metrics are named as in the config.`,
    );
  }
  return [
    ...(unread ? [`The policy of "${name}" does not read ${unread}.`] : []),
    ...(missing.length
      ? [`The samples have no ${missing.join(", ")}, which the policy takes as missing.`]
      : []),
  ];
}
