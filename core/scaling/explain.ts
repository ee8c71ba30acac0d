import { differ } from "./beyond.ts";
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
  ABOVE_THRESHOLD: (f) => compared(f, "is above"),
  BELOW_THRESHOLD: (f) => compared(f, "is below"),
  WITHIN_THRESHOLDS: (f) => {
    const [value, inBelow, outAbove] = apart(unitOf(f.metric), f.value, f.inBelow, f.outAbove);
    return `${label(f.metric)} ${value} is between ${inBelow} and ${outAbove}`;
  },
  ABOVE_TARGET: (f) => `${targeted(f, "is above")}, which takes ${f.size}`,
  BELOW_TARGET: (f) => `${targeted(f, "is below")}, which takes ${f.size}`,
  ON_TARGET: (f) => targeted(f, `is within ${percent(f.tolerancePercent)} of`),
  LOAD_ON_EMPTY_POOL: (f) =>
    `${measured(f)} takes ${f.size} at a target of ${amount(f.metric, f.target)}, and the pool is empty`,
  WEIGHED_OUT: (f) => `${compared(f, "votes for out at")} with weight ${number(f.weight)}`,
  WEIGHED_IN: (f) => `${compared(f, "votes for in at")} with weight ${number(f.weight)}`,
  CHANGED_OUT: (f) => `${changed(f, "above")}, and votes for out with weight ${number(f.weight)}`,
  CHANGED_IN: (f) => `${changed(f, "below")}, and votes for in with weight ${number(f.weight)}`,
  CHANGE_UNKNOWN: (f) =>
    `it is not known what ${label(f.metric)} was ${seconds(f.windowSeconds)} ago`,
  WEIGHTED_SCORE: (f) => {
    const scores = [f.outScore, f.inScore];
    const digits = Math.max(...scores.map((score) => digitsApart(score, [f.neededScore], 2)));
    const [out, into] = scores.map((score) => score.toFixed(digits));
    return `the scores are ${out} for out and ${into} for in, where more than ${number(f.neededScore)} acts`;
  },
  SUSTAINED_HIGH: (f) =>
    `${label(f.metric)} was above ${amount(f.metric, f.threshold)} for ${percent(f.sharePercent)} of the last 5 minutes`,
  SUSTAINED_LOW: (f) =>
    `CPU was below ${percent(f.cpuBelow)} and RAM below ${percent(f.ramBelow)} for ${percent(f.sharePercent)} of the last 5 minutes`,
  OUTLIER_HIGH: (f) => {
    const [value, highest] = apart(unitOf(f.metric), f.value, f.highest);
    return `${label(f.metric)} ${value} is far above its last 5 minutes (${highest} at most)`;
  },
  OUTLIER_LOW: (f) => {
    const [value, lowest] = apart(unitOf(f.metric), f.value, f.lowest);
    return `${label(f.metric)} ${value} is far below its last 5 minutes (${lowest} at least)`;
  },
  OUTLIER_VOTES: (f) =>
    `outliers give ${number(f.outPoints)} ${f.outPoints === 1 ? "point" : "points"} for out and ${number(f.inPoints)} for in, where ${number(f.neededPoints)} act`,
  TOO_FEW_SAMPLES: (f) => {
    const known = f.samples === 1 ? "1 value is" : `${number(f.samples)} values are`;
    return `only ${known} known yet, over ${seconds(f.spanSeconds)}, and it takes ${number(f.neededSamples)} over ${seconds(f.neededSpanSeconds)}`;
  },
  STILL_BOOTING: (f) =>
    f.bootingInstances === 1
      ? "but 1 instance is still booting"
      : `but ${number(f.bootingInstances)} instances are still booting`,
  NO_USABLE_METRICS: (f) => {
    const missing = f.missing === undefined ? "" : `; ${labels(f.missing)} missing`;
    return `no usable data (${labels(f.metrics)} ${f.freshness}${missing})`;
  },
  METRIC_UNUSABLE: (f) => `${label(f.metric)} data is ${f.freshness}${toShrink}`,
  EMPTY_POOL: (f) => `but the pool is empty, and ${f.size} is started to be measured`,
  STEP_LIMITED: (f) => `but a step is ${number(f.step)}`,
  OVERRIDE: (f) =>
    `an order fixes the size at ${number(f.targetSize)} for another ${seconds(f.secondsLeft)} ("${f.reason}")`,
  SCHEDULE_FIXED: (f) => `schedule "${f.schedule}" fixes the size at ${f.targetSize}`,
  SCHEDULE_FLOOR: (f) => `schedule "${f.schedule}" keeps at least ${f.minSize}`,
  SCHEDULE_CEILING: (f) => `schedule "${f.schedule}" keeps at most ${f.maxSize}`,
  BELOW_MIN: (f) => `size ${f.size} is below the minimum of ${f.minSize}`,
  ABOVE_MAX: (f) => `size ${f.size} is above the maximum of ${f.maxSize}`,
  CLIPPED_TO_MIN: (f) =>
    f.wantedSize < f.minSize
      ? `but the minimum is ${f.minSize}`
      : "but low use never takes the last instance",
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
  DATA_INCOMPLETE: (f) => {
    if (f.coveragePercent >= f.neededPercent) {
      return `but ${label(f.metric)} data is ${f.freshness}${toShrink}`;
    }
    const [covered, needed] = apart(percent, f.coveragePercent, f.neededPercent);
    return `but ${label(f.metric)} data is ${f.freshness} (${covered} of running instances, ${needed} needed to shrink)`;
  },
  COOLDOWN: (f) =>
    `but the last ${f.after} was ${seconds(f.ageSeconds)} ago and the cooldown is ${seconds(f.cooldownSeconds)}`,
  STABILIZING: (f) => `but the last ${seconds(f.windowSeconds)} agree only on ${f.agreedSize}`,
  WOULD_CROSS_OUT: (f) => {
    const [projected, threshold] = apart(unitOf(f.metric), f.projected, f.threshold);
    return `but at ${f.size} ${label(f.metric)} would be ${projected}, above ${threshold}`;
  },
};

const toShrink = ", and without it the pool may not shrink";

/** Every code there is. */
export const reasonCodes = Object.keys(sentences) as ReasonCode[];

/** A sentence turns once: after its first "but" the others are told with "and". */
function joined(parts: readonly string[]): string {
  const turn = parts.findIndex((part, index) => index > 0 && part.startsWith("but "));
  if (turn < 0) return parts.join(" and ");
  const after = parts.slice(turn + 1).map((part) => part.replace(/^but /, ""));
  return [`${parts.slice(0, turn).join(" and ")}, ${parts[turn]}`, ...after].join(", and ");
}

/** "CPU 91 % is above 80 %" */
function compared(
  { metric, value, threshold }: { metric: string; value: number; threshold: number },
  words: string,
): string {
  const [shown, bound] = apart(unitOf(metric), value, threshold);
  return `${label(metric)} ${shown} ${words} ${bound}`;
}

/** "queue 12, which is 3 for each, is below its target of 10" */
function targeted(
  { metric, value, share, target }: Omit<ReasonFacts["ABOVE_TARGET"], "size">,
  words: string,
): string {
  const [each, bound] = apart(unitOf(metric), share, target);
  const whole = share === value ? each : `${amount(metric, value)}, which is ${each} for each,`;
  return `${label(metric)} ${whole} ${words} its target of ${bound}`;
}

function changed(
  { metric, changePercent, threshold }: Omit<ReasonFacts["CHANGED_OUT"], "weight">,
  side: string,
): string {
  const [change, bound] = apart(percent, changePercent, threshold);
  return `${label(metric)} changed by ${change}, ${side} ${bound}`;
}

/** CPU and RAM are percentages by definition; of any other metric only its query knows the unit. */
function isBuiltIn(metric: string): boolean {
  return metric === "cpu" || metric === "ram";
}

function label(metric: string): string {
  return isBuiltIn(metric) ? metric.toUpperCase() : metric;
}

function labels(metrics: string): string {
  return metrics.split(", ").map(label).join(", ");
}

function measured({ metric, value }: { metric: string; value: number }): string {
  return `${label(metric)} ${amount(metric, value)}`;
}

function amount(metric: string, value: number): string {
  return unitOf(metric)(value);
}

type Unit = (value: number, digits?: number) => string;

function unitOf(metric: string): Unit {
  return isBuiltIn(metric) ? percent : number;
}

/** A value and what it is compared with, in as many digits as show that they differ. */
function apart(unit: Unit, value: number, ...bounds: number[]): string[] {
  const digits = digitsApart(value, bounds, 1);
  return [value, ...bounds].map((each) => unit(each, digits));
}

const mostDigits = 20;

/** Digits after the point; what differs by floating point only counts as the same. */
function digitsApart(value: number, bounds: readonly number[], least: number): number {
  const differing = bounds.filter((bound) => differ(bound, value));
  const isSame = (digits: number) =>
    differing.some((bound) => rounded(bound, digits) === rounded(value, digits));
  let digits = least;
  while (digits < mostDigits && isSame(digits)) digits += 1;
  return digits;
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function percent(value: number, digits = 1): string {
  return `${number(value, digits)} %`;
}

/** Throws for what is no number, so that a fact of another version never reads as "NaN". */
function number(value: number, digits = 1): string {
  if (typeof value !== "number" || Number.isNaN(value))
    throw new TypeError("a fact that should be a number is none");
  const shown = rounded(value, digits);
  // What is little must not read as nothing.
  return String(shown === 0 ? Number(value.toPrecision(2)) : shown);
}

/** Rounded down: an age that is still below a rest must not read as if it had reached it. */
function seconds(value: number): string {
  return `${number(Math.floor(value), 0)} s`;
}
