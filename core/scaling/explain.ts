import type { Decision } from "./decision.ts";
import type { Reason, ReasonCode, ReasonFacts } from "./reason.ts";

/**
 * One English sentence that says what was decided and why, numbers included.
 * @param outcome what came of a resize, null while that is not known
 */
export function explain(
  decision: Pick<Decision, "kind" | "currentSize" | "targetSize" | "reasons">,
  outcome: "applied" | "noop" | "refused" | "failed" | null = null,
): string {
  const { currentSize, targetSize } = decision;
  const change = `${targetSize > currentSize ? "out" : "in"} from ${currentSize} to ${targetSize}`;
  const verb =
    decision.kind === "hold" ? `Held at ${currentSize}` : verbs[outcome ?? "open"](change);
  return decision.reasons.length ? `${verb}: ${explainReasons(decision.reasons)}.` : `${verb}.`;
}

/** The reasons alone, in order, as the second half of a sentence. */
export function explainReasons(reasons: readonly Reason[]): string {
  return joined(reasons.map(explainReason));
}

/** What one reason says, as part of a sentence. */
function explainReason(reason: Reason): string {
  // A newer agent may know reasons, or facts, that this version does not.
  if (!Object.hasOwn(sentences, reason.code)) return reason.code;
  try {
    return sentences[reason.code](reason.facts as never);
  } catch {
    return reason.code;
  }
}

const verbs = {
  open: (change: string) => `Scaling ${change}`,
  applied: (change: string) => `Scaled ${change}`,
  noop: (change: string) => `Was already scaled ${change}`,
  refused: (change: string) => `OCI refused to scale ${change}`,
  failed: (change: string) => `Failed to scale ${change}`,
};

type Sentences = { [Code in ReasonCode]: (facts: ReasonFacts[Code]) => string };

const sentences: Sentences = {
  ABOVE_THRESHOLD: (f) => `${measured(f)} is above ${amount(f.metric, f.threshold)}`,
  BELOW_THRESHOLD: (f) => `${measured(f)} is below ${amount(f.metric, f.threshold)}`,
  WITHIN_THRESHOLDS: (f) =>
    `${measured(f)} is between ${amount(f.metric, f.inBelow)} and ${amount(f.metric, f.outAbove)}`,
  ABOVE_TARGET: (f) =>
    `${measured(f)} is above its target of ${amount(f.metric, f.target)}, which takes ${f.size}`,
  BELOW_TARGET: (f) =>
    `${measured(f)} is below its target of ${amount(f.metric, f.target)}, which takes ${f.size}`,
  ON_TARGET: (f) =>
    `${measured(f)} is within ${percent(f.tolerancePercent)} of its target of ${amount(f.metric, f.target)}`,
  WEIGHED_OUT: (f) =>
    `${measured(f)} votes for out at ${amount(f.metric, f.threshold)} with weight ${number(f.weight)}`,
  WEIGHED_IN: (f) =>
    `${measured(f)} votes for in at ${amount(f.metric, f.threshold)} with weight ${number(f.weight)}`,
  CHANGED_OUT: (f) =>
    `${label(f.metric)} changed by ${percent(f.changePercent)}, above ${percent(f.threshold)}, and votes for out with weight ${number(f.weight)}`,
  CHANGED_IN: (f) =>
    `${label(f.metric)} changed by ${percent(f.changePercent)}, below ${percent(f.threshold)}, and votes for in with weight ${number(f.weight)}`,
  WEIGHTED_SCORE: (f) =>
    `the scores are ${hundredths(f.outScore)} for out and ${hundredths(f.inScore)} for in, where more than ${number(f.neededScore)} acts`,
  SUSTAINED_HIGH: (f) =>
    `${label(f.metric)} was above ${amount(f.metric, f.threshold)} for ${percent(f.sharePercent)} of the last 5 minutes`,
  SUSTAINED_LOW: (f) =>
    `CPU was below ${percent(f.cpuBelow)} and RAM below ${percent(f.ramBelow)} for ${percent(f.sharePercent)} of the last 5 minutes`,
  OUTLIER_HIGH: (f) =>
    `${measured(f)} is far above its last 5 minutes (${amount(f.metric, f.highest)} at most)`,
  OUTLIER_LOW: (f) =>
    `${measured(f)} is far below its last 5 minutes (${amount(f.metric, f.lowest)} at least)`,
  OUTLIER_VOTES: (f) =>
    `outliers give ${number(f.outPoints)} points for out and ${number(f.inPoints)} for in, where ${number(f.neededPoints)} act`,
  TOO_FEW_SAMPLES: (f) =>
    `only ${number(f.samples)} values are known yet, and it takes ${number(f.neededSamples)} over ${seconds(f.neededSpanSeconds)}`,
  STILL_BOOTING: (f) => `but ${number(f.bootingInstances)} instances are still booting`,
  NO_USABLE_METRICS: (f) => `no usable data (${labels(f.metrics)} ${f.freshness})`,
  METRIC_UNUSABLE: (f) =>
    `${label(f.metric)} data is ${f.freshness}, and without it the pool may not shrink`,
  STEP_LIMITED: (f) => `but a step is ${number(f.step)}`,
  OVERRIDE: (f) =>
    `an order fixes the size at ${number(f.targetSize)} for another ${seconds(f.secondsLeft)} ("${f.reason}")`,
  SCHEDULE_FIXED: (f) => `schedule "${f.schedule}" fixes the size at ${f.targetSize}`,
  SCHEDULE_FLOOR: (f) => `schedule "${f.schedule}" keeps at least ${f.minSize}`,
  SCHEDULE_CEILING: (f) => `schedule "${f.schedule}" keeps at most ${f.maxSize}`,
  BELOW_MIN: (f) => `size ${f.size} is below the minimum of ${f.minSize}`,
  ABOVE_MAX: (f) => `size ${f.size} is above the maximum of ${f.maxSize}`,
  CLIPPED_TO_MIN: (f) => `but the minimum is ${f.minSize}`,
  CLIPPED_TO_MAX: (f) => `but the maximum is ${f.maxSize}`,
  NODE_CEILING: (f) =>
    `but the node may run ${number(f.maxTotalInstances)} in all, and its other pools have ${number(f.otherInstances)}`,
  CAPACITY_SHORTAGE: (f) =>
    `but OCI could give no more than ${number(f.availableSize)} (asked ${f.attempts === 1 ? "once" : `${number(f.attempts)} times`}), and is asked again in ${seconds(f.retryInSeconds)}`,
  MODE: (f) =>
    f.mode === "paused"
      ? "but the pool is paused"
      : `but the pool is only observed; it would go to ${f.wantedSize}`,
  POOL_NOT_RUNNING: (f) => `but OCI says that the pool is ${f.lifecycle}`,
  RESIZE_IN_FLIGHT: (f) =>
    `but a resize to ${f.targetSize} was asked for ${seconds(f.ageSeconds)} ago and is not finished`,
  DATA_INCOMPLETE: (f) =>
    `but ${label(f.metric)} data is ${f.freshness} (${percent(f.coveragePercent)} of running instances, ${percent(f.neededPercent)} needed to shrink)`,
  COOLDOWN: (f) =>
    `but the last ${f.after} was ${seconds(f.ageSeconds)} ago and the cooldown is ${seconds(f.cooldownSeconds)}`,
  STABILIZING: (f) => `but the last ${seconds(f.windowSeconds)} agree only on ${f.agreedSize}`,
  WOULD_CROSS_OUT: (f) =>
    `but at ${f.size} ${label(f.metric)} would be ${amount(f.metric, f.projected)}, above ${amount(f.metric, f.threshold)}`,
};

/** Every code there is. */
export const reasonCodes = Object.keys(sentences) as ReasonCode[];

function joined(parts: readonly string[]): string {
  return parts.reduce((sentence, part) => {
    if (!sentence) return part;
    return part.startsWith("but ") ? `${sentence}, ${part}` : `${sentence} and ${part}`;
  }, "");
}

function label(metric: string): string {
  return metric === "cpu" || metric === "ram" ? metric.toUpperCase() : metric;
}

function labels(metrics: string): string {
  return metrics.split(", ").map(label).join(", ");
}

function measured({ metric, value }: { metric: string; value: number }): string {
  return `${label(metric)} ${amount(metric, value)}`;
}

/** A metric's value with its unit, which only CPU and RAM have by definition. */
function amount(metric: string, value: number): string {
  return metric === "cpu" || metric === "ram" ? percent(value) : number(value);
}

function percent(value: number): string {
  return `${number(value)} %`;
}

/** Throws for what is no number, so that a fact of another version never reads as "NaN". */
function number(value: number): string {
  if (typeof value !== "number") throw new TypeError("a fact that should be a number is none");
  return String(Math.round(value * 10) / 10);
}

function hundredths(value: number): string {
  return value.toFixed(2);
}

/** Rounded down: an age that is still below a rest must not read as if it had reached it. */
function seconds(value: number): string {
  return `${Math.floor(value)} s`;
}
