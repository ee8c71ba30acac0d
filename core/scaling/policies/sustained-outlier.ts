import { isAbove, isBelow } from "../beyond.ts";
import type { DecisionInputs } from "../decision.ts";
import {
  metricsOf,
  neededMetricsOf,
  outlierPoints,
  type PastValues,
  sustainedOutAbovePercent,
} from "../policy.ts";
import { type Reason, reason } from "../reason.ts";
import { isUsable, metricOf, type Signal } from "../signal.ts";
import { type OutlierVote, outlierVotes } from "./outlier-votes.ts";
import { pastOf, remembered } from "./past.ts";
import { noMetrics, type Recommendation, sortedByUse, stepIn, stepOut } from "./recommendation.ts";

/** How long, which share of it, and below what a pool is idle (docs/config.md). */
const windowSeconds = 300;
const neededSharePercent = 80;
const inBelow = { cpu: 10, ram: 20 } as const;
const neededPoints = 2;
/** Fewer evaluations, or such that lie closer together, say nothing of 5 minutes. */
const neededSamples = 3;
const neededSpanSeconds = (windowSeconds * neededSharePercent) / 100;
/**
 * How old an evaluation may be and still show that the window's first minutes were seen: a fifth
 * of the window before it, and a second for timers that are late.
 */
const reachSeconds = 2 * windowSeconds - neededSpanSeconds + 1;

const rule = { kind: "sustained_outlier" } as const;
const metrics = metricsOf(rule);
const sustainedMetrics = neededMetricsOf(rule);
const mostPoints = Object.values(outlierPoints).reduce((sum, points) => sum + points, 0);

/** The evaluations of the last 5 minutes, this one included. */
interface Window {
  evaluations: readonly PastValues[];
  /** The last one before, unless it is too old to stand for the window's first minutes. */
  before: PastValues | null;
}

/**
 * In this order: out when CPU or RAM was above 90 % for 80 % of the last
 * 5 minutes; in when CPU was below 10 % and RAM below 20 % likewise; else votes of outliers
 * against the quartiles of these minutes, two points each for CPU and RAM, one each for network
 * in and out, two to act. An evaluation without a value counts against in, never against out.
 */
export function sustainedOutlierPolicy(inputs: DecisionInputs): Recommendation {
  const { signal, atMs, memory } = inputs;
  const past = pastOf(memory.policy, rule.kind, atMs);
  const within = past.filter((then) => then.atMs > atMs - windowSeconds * 1000);
  const before = past[past.length - within.length - 1];
  const { runningInstances } = signal;
  const seen = { atMs, values: valuesOf(signal), outliers: [], runningInstances };
  const votes = outlierVotes(within, seen, sharedIn(signal));
  const now = { ...seen, outliers: votes.map(({ metric }) => metric) };
  const learnt = remembered(past, now, { kind: rule.kind, windowSeconds });
  const held = { size: inputs.pool.size, memory: learnt };
  const { usable, broken } = sortedByUse(
    sustainedMetrics.map((metric) => ({ metric })),
    signal,
  );
  if (!usable.length && !votes.length) {
    return { ...held, reasons: [noMetrics(broken)], confidence: 0 };
  }
  const reaches = before && before.atMs > atMs - reachSeconds * 1000;
  const window = { evaluations: [...within, now], before: reaches ? before : null };
  return { ...held, ...judged(window, votes, inputs) };
}

function judged(
  window: Window,
  votes: readonly OutlierVote[],
  inputs: DecisionInputs,
): Pick<Recommendation, "size" | "reasons" | "confidence"> {
  const high = sustainedHigh(window);
  if (high.length) return { size: stepOut(inputs), ...backed(high) };
  const low = sustainedLow(window);
  if (low) {
    const less = stepIn(inputs);
    const { reasons, confidence } = backed([low]);
    return { size: less.size, reasons: [...reasons, ...less.reasons], confidence };
  }
  return voted(window, votes, inputs);
}

function voted(
  window: Window,
  votes: readonly OutlierVote[],
  inputs: DecisionInputs,
): Pick<Recommendation, "size" | "reasons" | "confidence"> {
  const outPoints = pointsOf(votes, "out");
  const inPoints = pointsOf(votes, "in");
  const tally = reason("OUTLIER_VOTES", { outPoints, inPoints, neededPoints });
  const reasons = [...votes.map((given) => given.reason), tally];
  if (outPoints >= neededPoints) {
    return { size: stepOut(inputs), reasons, confidence: outPoints / mostPoints };
  }
  // When metrics disagree, out beats in: one vote for out is enough to hold.
  if (inPoints >= neededPoints && outPoints === 0) {
    const less = stepIn(inputs);
    const confidence = inPoints / mostPoints;
    return { size: less.size, reasons: [...reasons, ...less.reasons], confidence };
  }
  if (!isLongEnough(window)) {
    const samples = window.evaluations.length;
    const few = { samples, neededSamples, spanSeconds: spanSecondsOf(window), neededSpanSeconds };
    return { size: inputs.pool.size, reasons: [reason("TOO_FEW_SAMPLES", few)], confidence: 0 };
  }
  return {
    size: inputs.pool.size,
    reasons,
    confidence: 1 - Math.max(outPoints, inPoints) / mostPoints,
  };
}

function sustainedHigh({ evaluations, before }: Window): Sustained[] {
  return sustainedMetrics.flatMap((metric) => {
    const isMeasured = ({ values }: PastValues) => values[metric] !== undefined;
    const measured = evaluations.filter(isMeasured);
    const earlier = before && isMeasured(before) ? before : null;
    if (!isLongEnough({ evaluations: measured, before: earlier })) return [];
    const values = measured.map((then) => then.values[metric] ?? 0);
    const sharePercent = shareOf(values, (value) => isAbove(value, sustainedOutAbovePercent));
    if (sharePercent < neededSharePercent) return [];
    const facts = { metric, sharePercent, threshold: sustainedOutAbovePercent };
    return [{ sharePercent, reason: reason("SUSTAINED_HIGH", facts) }];
  });
}

function sustainedLow(window: Window): Sustained | null {
  if (!isLongEnough(window)) return null;
  const sharePercent = shareOf(window.evaluations, ({ values }) => {
    const { cpu = Number.POSITIVE_INFINITY, ram = Number.POSITIVE_INFINITY } = values;
    return isBelow(cpu, inBelow.cpu) && isBelow(ram, inBelow.ram);
  });
  if (sharePercent < neededSharePercent) return null;
  const facts = { sharePercent, cpuBelow: inBelow.cpu, ramBelow: inBelow.ram };
  return { sharePercent, reason: reason("SUSTAINED_LOW", facts) };
}

function isLongEnough(window: Window): boolean {
  const { length } = window.evaluations;
  return length >= neededSamples && spanSecondsOf(window) >= neededSpanSeconds;
}

function spanSecondsOf({ evaluations, before }: Window): number {
  const first = before ?? evaluations[0];
  return ((evaluations.at(-1)?.atMs ?? 0) - (first?.atMs ?? 0)) / 1000;
}

interface Sustained {
  sharePercent: number;
  reason: Reason;
}

function backed(by: readonly Sustained[]): { reasons: Reason[]; confidence: number } {
  const sharePercent = Math.max(...by.map((sustained) => sustained.sharePercent));
  return { reasons: by.map((sustained) => sustained.reason), confidence: sharePercent / 100 };
}

function shareOf<Item>(items: readonly Item[], matches: (item: Item) => boolean): number {
  return (100 * items.filter(matches).length) / items.length;
}

function pointsOf(votes: readonly OutlierVote[], direction: "out" | "in"): number {
  const points = votes
    .filter((given) => given.direction === direction)
    .map((given) => given.points);
  return points.reduce((sum, given) => sum + given, 0);
}

function valuesOf(from: Signal): PastValues["values"] {
  const values: PastValues["values"] = {};
  for (const metric of metrics) {
    const seen = metricOf(from, metric);
    if (isUsable(seen)) values[metric] = seen.mean;
  }
  return values;
}

/** The metrics that are measured of each instance, not of the pool as a whole. */
function sharedIn(from: Signal): ReadonlySet<string> {
  const shared = from.metrics.filter(({ scope }) => scope === "instance");
  return new Set(shared.map(({ metric }) => metric));
}
