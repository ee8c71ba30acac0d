import { isAbove, isBelow } from "../beyond.ts";
import type { DecisionInputs } from "../decision.ts";
import type { MetricRule } from "../policy.ts";
import { type Reason, reason } from "../reason.ts";
import {
  coverageOf,
  noMetrics,
  type Recommendation,
  sortedByUse,
  stepIn,
  stepOut,
  unusable,
} from "./recommendation.ts";

/**
 * The rule of one or two thresholds: out when any metric is above its threshold, in only when every metric is below
 * its lower one. A metric without usable data can not ask for out, and blocks in.
 */
export function thresholdPolicy(
  rules: readonly MetricRule[],
  inputs: DecisionInputs,
): Recommendation {
  const { usable, broken } = sortedByUse(rules, inputs.signal);
  const held = { size: inputs.pool.size, confidence: coverageOf(usable), memory: null };
  const measured = usable.map(({ seen, ...rule }) => ({ ...rule, value: seen.mean }));
  const above = measured.filter(({ value, outAbove }) => isAbove(value, outAbove));
  if (above.length) return { ...held, size: stepOut(inputs), reasons: above.map(aboveReason) };
  if (!usable.length) return { ...held, reasons: [noMetrics(broken)] };
  if (broken.length) return { ...held, reasons: broken.map(unusable) };
  const inside = measured.filter(({ value, inBelow }) => !isBelow(value, inBelow));
  if (inside.length) return { ...held, reasons: inside.map(withinReason) };
  const { size, reasons } = stepIn(inputs);
  return { ...held, size, reasons: [...measured.map(belowReason), ...reasons] };
}

type Measured = MetricRule & { value: number };

function aboveReason({ metric, value, outAbove }: Measured): Reason {
  return reason("ABOVE_THRESHOLD", { metric, value, threshold: outAbove });
}

function belowReason({ metric, value, inBelow }: Measured): Reason {
  return reason("BELOW_THRESHOLD", { metric, value, threshold: inBelow });
}

function withinReason({ metric, value, inBelow, outAbove }: Measured): Reason {
  return reason("WITHIN_THRESHOLDS", { metric, value, inBelow, outAbove });
}
