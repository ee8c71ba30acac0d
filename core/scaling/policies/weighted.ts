import type { DecisionInputs } from "../decision.ts";
import type { PastValues, WeightedMetric } from "../policy.ts";
import { type Reason, reason } from "../reason.ts";
import type { MetricSignal } from "../signal.ts";
import { pastOf, remembered } from "./past.ts";
import {
  coverageOf,
  noMetrics,
  type Recommendation,
  sortedByUse,
  stepIn,
  stepOut,
} from "./recommendation.ts";

/** A score above it acts (seed 003). */
export const neededScore = 0.5;

type Measured = WeightedMetric & { seen: MetricSignal & { mean: number } };

interface Vote {
  weight: number;
  direction: "out" | "in" | null;
  reason: Reason | null;
}

/**
 * The weighted policy of seed 003: each metric votes with its weight, and a score above 0.5 acts.
 * The score for out is the share of the weights that can vote, so that a broken metric never
 * stands in its way; the score for in is the share of all weights, and one vote for out ends it.
 * Confidence is the winning score times the lowest coverage.
 */
export function weightedPolicy(
  metrics: readonly WeightedMetric[],
  inputs: DecisionInputs,
): Recommendation {
  const { usable, broken } = sortedByUse(metrics, inputs.signal);
  const past = pastOf(inputs.memory.policy, "weighted", inputs.atMs);
  const memory = learnt(metrics, { usable, past }, inputs.atMs);
  const held = { size: inputs.pool.size, confidence: 0, memory };
  if (!usable.length) return { ...held, reasons: [noMetrics(broken)] };
  const votes = usable.flatMap((metric) => voteOf(metric, past, inputs.atMs) ?? []);
  const outScore = shareOf(votes, "out", weightOf(votes));
  const inScore = shareOf(votes, "in", weightOf(metrics));
  const reasons = votes.flatMap((vote) => vote.reason ?? []);
  reasons.push(reason("WEIGHTED_SCORE", { outScore, inScore, neededScore }));
  const coverage = coverageOf(usable);
  if (outScore > neededScore) {
    return { ...held, size: stepOut(inputs), reasons, confidence: outScore * coverage };
  }
  if (inScore > neededScore && outScore === 0) {
    const less = stepIn(inputs);
    const confidence = inScore * coverage;
    return { ...held, size: less.size, reasons: [...reasons, ...less.reasons], confidence };
  }
  return { ...held, reasons, confidence: (1 - Math.max(outScore, inScore)) * coverage };
}

/** Null for a change that can not be told yet: it neither votes nor stands in the way. */
function voteOf(metric: Measured, past: readonly PastValues[], atMs: number): Vote | null {
  return metric.comparison === "percentage_change"
    ? changeVote(metric, changeOf(metric, past, atMs))
    : valueVote(metric);
}

function valueVote(measured: Measured): Vote {
  const { metric, weight, scaleUp, scaleDown, comparison } = measured;
  const value = valueIn(measured);
  const facts = { metric, value, weight };
  const sign = comparison === "greater_than" ? 1 : -1;
  if (sign * value > sign * scaleUp) {
    return {
      weight,
      direction: "out",
      reason: reason("WEIGHED_OUT", { ...facts, threshold: scaleUp }),
    };
  }
  if (sign * value < sign * scaleDown) {
    return {
      weight,
      direction: "in",
      reason: reason("WEIGHED_IN", { ...facts, threshold: scaleDown }),
    };
  }
  return { weight, direction: null, reason: null };
}

function changeVote(
  { metric, weight, scaleUp, scaleDown }: Measured,
  changePercent: number | null,
): Vote | null {
  if (changePercent === null) return null;
  const facts = { metric, changePercent, weight };
  if (changePercent > scaleUp) {
    return {
      weight,
      direction: "out",
      reason: reason("CHANGED_OUT", { ...facts, threshold: scaleUp }),
    };
  }
  if (changePercent < scaleDown) {
    return {
      weight,
      direction: "in",
      reason: reason("CHANGED_IN", { ...facts, threshold: scaleDown }),
    };
  }
  return { weight, direction: null, reason: null };
}

/** Percent since `windowSeconds` ago, null while nothing is known of then; from 0 it is 100. */
function changeOf(metric: Measured, past: readonly PastValues[], atMs: number): number | null {
  const startMs = atMs - metric.windowSeconds * 1000;
  const then = past.findLast((p) => p.atMs <= startMs && p.values[metric.metric] !== undefined);
  const before = then?.values[metric.metric];
  if (before === undefined) return null;
  const value = valueIn(metric);
  if (before === 0) return value === 0 ? 0 : 100 * Math.sign(value);
  return (100 * (value - before)) / Math.abs(before);
}

function valueIn({ aggregation, seen }: Measured): number {
  return aggregation === "max" ? (seen.max ?? seen.mean) : seen.mean;
}

/** Only changes need a memory. */
function learnt(
  metrics: readonly WeightedMetric[],
  { usable, past }: { usable: readonly Measured[]; past: readonly PastValues[] },
  atMs: number,
) {
  const changing = metrics.filter(({ comparison }) => comparison === "percentage_change");
  if (!changing.length) return null;
  const values: PastValues["values"] = {};
  for (const metric of usable) values[metric.metric] = valueIn(metric);
  const windowSeconds = Math.max(...changing.map((metric) => metric.windowSeconds));
  return remembered(past, { atMs, values, outliers: [] }, { kind: "weighted", windowSeconds });
}

function shareOf(votes: readonly Vote[], direction: "out" | "in", total: number): number {
  if (total === 0) return 0;
  return weightOf(votes.filter((given) => given.direction === direction)) / total;
}

function weightOf(weighed: readonly { weight: number }[]): number {
  return weighed.reduce((sum, { weight }) => sum + weight, 0);
}
