import type { DecisionInputs } from "./decision.ts";
import { capacityShortage } from "./limits/capacity-shortage.ts";
import { firstInstance } from "./limits/first-instance.ts";
import { type Limit, limitedBy } from "./limits/limit.ts";
import { minMax } from "./limits/min-max.ts";
import { nodeCeiling } from "./limits/node-ceiling.ts";
import { projection } from "./limits/projection.ts";
import { scheduleBounds } from "./limits/schedule-bounds.ts";
import { recommend } from "./policies/recommend.ts";
import type { Recommendation } from "./policies/recommendation.ts";
import { reason } from "./reason.ts";

/** What bounds the policy, and then what bounds everything; docs/decisions.md has the order. */
const boundsOfPolicy: readonly Limit[] = [projection, firstInstance, scheduleBounds];
const boundsOfAll: readonly Limit[] = [minMax, nodeCeiling, capacityShortage];

/**
 * The size that an order, a schedule or the policy asks for, within the bounds of schedule, pool
 * and node, before anything may forbid going there. The policy learns even while it rests.
 */
export function wantedSize(inputs: DecisionInputs): Recommendation {
  const recommended = recommend(inputs);
  const fixed = fixedSize(inputs, recommended);
  const wanted = fixed ?? limitedBy(boundsOfPolicy, recommended, inputs);
  return limitedBy(boundsOfAll, wanted, inputs);
}

/** A person's order beats a schedule, and a schedule with a fixed size beats the policy. */
function fixedSize(
  { override, window, atMs }: DecisionInputs,
  { memory }: Recommendation,
): Recommendation | null {
  if (override && atMs < override.expiresAtMs && isSize(override.targetSize)) {
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

function isSize(instances: number): boolean {
  return Number.isSafeInteger(instances) && instances >= 0;
}
