import type { Mode, PoolLifecycle } from "./policy.ts";
import type { Freshness } from "./signal.ts";

/** The numbers each reason carries; percentages are 0 to 100, ages and rests in seconds. */
export interface ReasonFacts {
  ABOVE_THRESHOLD: { metric: string; valuePercent: number; thresholdPercent: number };
  BELOW_THRESHOLD: { metric: string; valuePercent: number; thresholdPercent: number };
  WITHIN_THRESHOLDS: {
    metric: string;
    valuePercent: number;
    inBelowPercent: number;
    outAbovePercent: number;
  };
  NO_USABLE_METRICS: { metrics: string; freshness: Freshness };
  METRIC_UNUSABLE: { metric: string; freshness: Freshness };
  SCHEDULE_FIXED: { schedule: string; targetSize: number };
  SCHEDULE_FLOOR: { schedule: string; minSize: number };
  SCHEDULE_CEILING: { schedule: string; maxSize: number };
  BELOW_MIN: { size: number; minSize: number };
  ABOVE_MAX: { size: number; maxSize: number };
  CLIPPED_TO_MIN: { wantedSize: number; minSize: number };
  CLIPPED_TO_MAX: { wantedSize: number; maxSize: number };
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
  WOULD_CROSS_OUT: {
    metric: string;
    projectedPercent: number;
    thresholdPercent: number;
    size: number;
  };
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
