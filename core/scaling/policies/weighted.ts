import { isAbove, isBelow } from "../beyond.ts";
import type { DecisionInputs } from "../decision.ts";
import type { PastValues, WeightedMetric } from "../policy.ts";
import { type Reason, reason } from "../reason.ts";
import { condensedTo, type MetricSignal } from "../signal.ts";
import { pastOf, remembered } from "./past.ts";
import {
  coverageOf,
  noMetrics,
  type Recommendation,
  sortedByUse,
  stepIn,
  stepOut,
  unusable,
} from "./recommendation.ts";

/** A score above it acts (docs/config.md). */
const neededScore = 0.5;
/** Seconds; how old what is called earlier may be at least, however short the window. */
const leastReachSeconds = 600;
/** Of next to nothing any value is a change beyond all numbers. */
const mostChangePercent = 1e12;

/** Whether a score acts; sums of weights that come to 0.5 by all but floating point do not. */
export function isEnough(score: number): boolean {
  return score > neededScore + 1e-9;
}

type Measured = WeightedMetric & { seen: MetricSignal & { mean: number } };

interface Vote {
  weight: number;
  direction: "out" | "in" | null;
  reason: Reason | null;
}

/**
 * Each metric votes with its weight, and a score above 0.5 acts. The score for out is the share
 * of the weights that can vote, so that a broken metric never stands in its way; the score for in
 * is the share of all weights, and one vote for out ends it. Confidence is the winning score (of a
 * hold: what it leaves) times the lowest coverage, times the share of the weights that can vote.
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
  const { votes, unknown } = votesOf(usable, past, inputs.atMs);
  const outScore = shareOf(votes, "out", weightOf(votes));
  const inScore = shareOf(votes, "in", weightOf(metrics));
  const told = votes.flatMap((vote) => vote.reason ?? []);
  const score = reason("WEIGHTED_SCORE", { outScore, inScore, neededScore });
  const reasons = [...told, score];
  const backing = (coverageOf(usable) * weightOf(votes)) / weightOf(metrics);
  if (isEnough(outScore)) {
    return { ...held, size: stepOut(inputs), reasons, confidence: outScore * backing };
  }
  if (isEnough(inScore) && outScore === 0) {
    const less = stepIn(inputs);
    const confidence = inScore * backing;
    return { ...held, size: less.size, reasons: [...reasons, ...less.reasons], confidence };
  }
  const silent = [...broken.map(unusable), ...unknown];
  const confidence = (1 - Math.max(outScore, inScore)) * backing;
  return { ...held, reasons: [...told, ...silent, score], confidence };
}

/** A change that can not be told yet neither votes nor stands in the way. */
function votesOf(
  usable: readonly Measured[],
  past: readonly PastValues[],
  atMs: number,
): { votes: Vote[]; unknown: Reason[] } {
  const votes: Vote[] = [];
  const unknown: Reason[] = [];
  for (const measured of usable) {
    const { metric, windowSeconds, comparison } = measured;
    if (comparison !== "percentage_change") {
      votes.push(valueVote(measured));
      continue;
    }
    const changePercent = changeOf(measured, past, atMs);
    if (changePercent === null) unknown.push(reason("CHANGE_UNKNOWN", { metric, windowSeconds }));
    else votes.push(changeVote(measured, changePercent));
  }
  return { votes, unknown };
}

function valueVote(measured: Measured): Vote {
  const { metric, weight, scaleUp, scaleDown, comparison } = measured;
  const value = valueIn(measured);
  const facts = { metric, value, weight };
  const sign = comparison === "greater_than" ? 1 : -1;
  if (isAbove(sign * value, sign * scaleUp)) {
    return {
      weight,
      direction: "out",
      reason: reason("WEIGHED_OUT", { ...facts, threshold: scaleUp }),
    };
  }
  if (isBelow(sign * value, sign * scaleDown)) {
    return {
      weight,
      direction: "in",
      reason: reason("WEIGHED_IN", { ...facts, threshold: scaleDown }),
    };
  }
  return { weight, direction: null, reason: null };
}

function changeVote({ metric, weight, scaleUp, scaleDown }: Measured, changePercent: number): Vote {
  const facts = { metric, changePercent, weight };
  if (isAbove(changePercent, scaleUp)) {
    return {
      weight,
      direction: "out",
      reason: reason("CHANGED_OUT", { ...facts, threshold: scaleUp }),
    };
  }
  if (isBelow(changePercent, scaleDown)) {
    return {
      weight,
      direction: "in",
      reason: reason("CHANGED_IN", { ...facts, threshold: scaleDown }),
    };
  }
  return { weight, direction: null, reason: null };
}

/**
 * Percent since `windowSeconds` ago, null where nothing is known of then; from 0 it is 100. What
 * is older than two windows, or 10 minutes where these are shorter, says nothing of then.
 */
function changeOf(measured: Measured, past: readonly PastValues[], atMs: number): number | null {
  const { metric, windowSeconds } = measured;
  const latestMs = atMs - windowSeconds * 1000;
  const earliestMs = atMs - Math.max(2 * windowSeconds, leastReachSeconds) * 1000;
  const then = past.findLast((p) => p.atMs <= latestMs && p.values[metric] !== undefined);
  const before = then && then.atMs >= earliestMs ? then.values[metric] : undefined;
  if (before === undefined) return null;
  const value = valueIn(measured);
  if (before === 0) return value === 0 ? 0 : 100 * Math.sign(value);
  const percent = (100 * (value - before)) / Math.abs(before);
  return Math.min(mostChangePercent, Math.max(-mostChangePercent, percent));
}

function valueIn({ aggregation, seen }: Measured): number {
  return condensedTo(seen, aggregation);
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
