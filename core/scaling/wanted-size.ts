import type { DecisionInputs } from "./decision.ts";
import { capacityShortage } from "./limits/capacity-shortage.ts";
import type { Verdict } from "./limits/limit.ts";
import { nodeCeiling } from "./limits/node-ceiling.ts";
import { projection } from "./limits/projection.ts";
import { recommend } from "./policies/recommend.ts";
import type { Recommendation } from "./policies/recommendation.ts";
import { reason } from "./reason.ts";

type Bound = (wantedSize: number, inputs: DecisionInputs) => Verdict | null;

/** What bounds the policy, and then what bounds everything; docs/decisions.md has the order. */
const boundsOfPolicy: readonly Bound[] = [projection, withinWindow];
const boundsOfAll: readonly Bound[] = [withinLimits, nodeCeiling, capacityShortage];

/**
 * The size that an order, a schedule or the policy asks for, within the bounds of schedule, pool
 * and node, before anything may forbid going there. The policy learns even while it rests.
 */
export function wantedSize(inputs: DecisionInputs): Recommendation {
  const recommended = recommend(inputs);
  const fixed = fixedSize(inputs, recommended);
  return bounded(fixed ?? bounded(recommended, boundsOfPolicy, inputs), boundsOfAll, inputs);
}

function bounded(
  wanted: Recommendation,
  bounds: readonly Bound[],
  inputs: DecisionInputs,
): Recommendation {
  let draft = wanted;
  for (const bound of bounds) {
    const verdict = bound(draft.size, inputs);
    if (verdict) {
      draft = { ...draft, size: verdict.size, reasons: [...draft.reasons, verdict.reason] };
    }
  }
  return draft;
}

/** A person's order beats a schedule, and a schedule with a fixed size beats the policy. */
function fixedSize(
  { override, window, atMs }: DecisionInputs,
  { memory }: Recommendation,
): Recommendation | null {
  if (override && atMs < override.expiresAtMs) {
    const { targetSize, expiresAtMs } = override;
    const secondsLeft = (expiresAtMs - atMs) / 1000;
    const facts = { targetSize, reason: override.reason, secondsLeft };
    return { size: targetSize, reasons: [reason("OVERRIDE", facts)], confidence: 1, memory };
  }
  if (window?.targetSize == null) return null;
  const facts = { schedule: window.name, targetSize: window.targetSize };
  return {
    size: window.targetSize,
    reasons: [reason("SCHEDULE_FIXED", facts)],
    confidence: 1,
    memory,
  };
}

function withinWindow(wanted: number, { window }: DecisionInputs): Verdict | null {
  if (!window) return null;
  const floor = window.minSize ?? 0;
  if (wanted < floor) {
    const facts = { schedule: window.name, minSize: floor };
    return { size: floor, reason: reason("SCHEDULE_FLOOR", facts) };
  }
  // Where a floor and a ceiling cross, the floor wins: too many beats too few.
  const most = Math.max(window.maxSize ?? Number.POSITIVE_INFINITY, floor);
  if (wanted <= most) return null;
  const facts = { schedule: window.name, maxSize: most };
  return { size: most, reason: reason("SCHEDULE_CEILING", facts) };
}

/** Min and max, which also bring back a pool that lies outside them. */
function withinLimits(wanted: number, { policy, pool }: DecisionInputs): Verdict | null {
  const { minSize, maxSize } = policy;
  if (wanted < minSize) {
    const why =
      pool.size < minSize
        ? reason("BELOW_MIN", { size: pool.size, minSize })
        : reason("CLIPPED_TO_MIN", { wantedSize: wanted, minSize });
    return { size: minSize, reason: why };
  }
  if (wanted <= maxSize) return null;
  const why =
    pool.size > maxSize
      ? reason("ABOVE_MAX", { size: pool.size, maxSize })
      : reason("CLIPPED_TO_MAX", { wantedSize: wanted, maxSize });
  return { size: maxSize, reason: why };
}
