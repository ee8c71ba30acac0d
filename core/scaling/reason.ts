import type { Mode, PoolLifecycle } from "./policy.ts";
import type { Freshness } from "./signal.ts";

/**
 * The numbers each reason carries. Sizes are instances, ages and rests seconds, coverage and
 * shares percent; `value` and what it is compared with are in the metric's own unit, percent for
 * `cpu` and `ram`. docs/decisions.md says what each means and what to do.
 */
export interface ReasonFacts {
  ABOVE_THRESHOLD: { metric: string; value: number; threshold: number };
  BELOW_THRESHOLD: { metric: string; value: number; threshold: number };
  WITHIN_THRESHOLDS: { metric: string; value: number; inBelow: number; outAbove: number };
  /** `share` is one instance's part of `value`, which differs for a metric of the whole pool. */
  ABOVE_TARGET: { metric: string; value: number; share: number; target: number; size: number };
  BELOW_TARGET: { metric: string; value: number; share: number; target: number; size: number };
  ON_TARGET: {
    metric: string;
    value: number;
    share: number;
    target: number;
    tolerancePercent: number;
  };
  LOAD_ON_EMPTY_POOL: { metric: string; value: number; target: number; size: number };
  WEIGHED_OUT: { metric: string; value: number; threshold: number; weight: number };
  WEIGHED_IN: { metric: string; value: number; threshold: number; weight: number };
  CHANGED_OUT: { metric: string; changePercent: number; threshold: number; weight: number };
  CHANGED_IN: { metric: string; changePercent: number; threshold: number; weight: number };
  WEIGHTED_SCORE: { outScore: number; inScore: number; neededScore: number };
  SUSTAINED_HIGH: { metric: string; sharePercent: number; threshold: number };
  SUSTAINED_LOW: { sharePercent: number; cpuBelow: number; ramBelow: number };
  OUTLIER_HIGH: { metric: string; value: number; highest: number; points: number };
  OUTLIER_LOW: { metric: string; value: number; lowest: number; points: number };
  OUTLIER_VOTES: { outPoints: number; inPoints: number; neededPoints: number };
  CHANGE_UNKNOWN: { metric: string; windowSeconds: number };
  TOO_FEW_SAMPLES: {
    samples: number;
    neededSamples: number;
    spanSeconds: number;
    neededSpanSeconds: number;
  };
  STILL_BOOTING: { bootingInstances: number };
  /** `missing` are those that have no data at all, where the others have data that is stale. */
  NO_USABLE_METRICS: { metrics: string; freshness: Freshness; missing?: string };
  METRIC_UNUSABLE: { metric: string; freshness: Freshness };
  EMPTY_POOL: { size: number };
  STEP_LIMITED: { wantedSize: number; step: number };
  OVERRIDE: { targetSize: number; reason: string; secondsLeft: number };
  SCHEDULE_FIXED: { schedule: string; targetSize: number };
  SCHEDULE_FLOOR: { schedule: string; minSize: number };
  SCHEDULE_CEILING: { schedule: string; maxSize: number };
  BELOW_MIN: { size: number; minSize: number };
  ABOVE_MAX: { size: number; maxSize: number };
  CLIPPED_TO_MIN: { wantedSize: number; minSize: number };
  CLIPPED_TO_MAX: { wantedSize: number; maxSize: number };
  NODE_CEILING: { wantedSize: number; otherInstances: number; maxTotalInstances: number };
  CAPACITY_SHORTAGE: {
    wantedSize: number;
    availableSize: number;
    attempts: number;
    retryInSeconds: number;
  };
  MODE: { mode: Mode; wantedSize: number };
  POOL_NOT_RUNNING: { lifecycle: PoolLifecycle };
  RESIZE_IN_FLIGHT: { targetSize: number; ageSeconds: number };
  DATA_INCOMPLETE: {
    metric: string;
    freshness: Freshness;
    coveragePercent: number;
    neededPercent: number;
  };
  COOLDOWN: { after: "scale-out" | "scale-in"; ageSeconds: number; cooldownSeconds: number };
  STABILIZING: { windowSeconds: number; agreedSize: number };
  WOULD_CROSS_OUT: { metric: string; projected: number; threshold: number; size: number };
}

export type ReasonCode = keyof ReasonFacts;

/** Why a decision is what it is: one step of the reasoning, with its numbers. */
export type Reason = { [Code in ReasonCode]: { code: Code; facts: ReasonFacts[Code] } }[ReasonCode];

/** Builds a reason; the compiler holds code and facts together. */
export function reason<Code extends ReasonCode>(
  code: Code,
  facts: ReasonFacts[Code],
): { code: Code; facts: ReasonFacts[Code] } {
  return { code, facts };
}
