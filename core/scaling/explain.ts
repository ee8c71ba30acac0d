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
  ABOVE_THRESHOLD: (f) =>
    `${label(f.metric)} ${percent(f.valuePercent)} is above ${percent(f.thresholdPercent)}`,
  BELOW_THRESHOLD: (f) =>
    `${label(f.metric)} ${percent(f.valuePercent)} is below ${percent(f.thresholdPercent)}`,
  WITHIN_THRESHOLDS: (f) =>
    `${label(f.metric)} ${percent(f.valuePercent)} is between ${percent(f.inBelowPercent)} and ${percent(f.outAbovePercent)}`,
  NO_USABLE_METRICS: (f) => `no usable data (${labels(f.metrics)} ${f.freshness})`,
  METRIC_UNUSABLE: (f) =>
    `${label(f.metric)} data is ${f.freshness}, and without it the pool may not shrink`,
  SCHEDULE_FIXED: (f) => `schedule "${f.schedule}" fixes the size at ${f.targetSize}`,
  SCHEDULE_FLOOR: (f) => `schedule "${f.schedule}" keeps at least ${f.minSize}`,
  SCHEDULE_CEILING: (f) => `schedule "${f.schedule}" keeps at most ${f.maxSize}`,
  BELOW_MIN: (f) => `size ${f.size} is below the minimum of ${f.minSize}`,
  ABOVE_MAX: (f) => `size ${f.size} is above the maximum of ${f.maxSize}`,
  CLIPPED_TO_MIN: (f) => `but the minimum is ${f.minSize}`,
  CLIPPED_TO_MAX: (f) => `but the maximum is ${f.maxSize}`,
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
    `but at ${f.size} ${label(f.metric)} would be ${percent(f.projectedPercent)}, above ${percent(f.thresholdPercent)}`,
};

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

function percent(value: number): string {
  return `${Math.round(value * 10) / 10} %`;
}

/** Rounded down: an age that is still below a rest must not read as if it had reached it. */
function seconds(value: number): string {
  return `${Math.floor(value)} s`;
}
