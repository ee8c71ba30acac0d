import type { DecisionInputs } from "../decision.ts";
import { type MetricTarget, type PolicyRule, stepOf } from "../policy.ts";
import { type Reason, reason } from "../reason.ts";
import type { MetricSignal } from "../signal.ts";
import { wholeInstances } from "../whole-instances.ts";
import {
  coverageOf,
  noMetrics,
  type Recommendation,
  sortedByUse,
  unusable,
} from "./recommendation.ts";

type TargetRule = Extract<PolicyRule, { kind: "target" }>;
type Measured = MetricTarget & { seen: MetricSignal & { mean: number } };

/**
 * Holds a metric at its target, as Kubernetes' autoscaler does: desired = ceil(size x value /
 * target), where the size is that of the instances that run, since only these were measured; of
 * a metric of the whole pool the target is one instance's share, so desired = ceil(value /
 * target). A value within the tolerance holds. The metric that wants most wins; one without
 * usable data blocks in, and nothing shrinks while instances boot.
 */
export function targetPolicy(rule: TargetRule, inputs: DecisionInputs): Recommendation {
  const { usable, broken } = sortedByUse(rule.targets, inputs.signal);
  const { size } = inputs.pool;
  const held = { size, confidence: coverageOf(usable), memory: null };
  if (!usable.length) return { ...held, reasons: [noMetrics(broken)] };
  const wishes = usable.map((target) => wishOf(target, rule.tolerancePercent, inputs));
  const desired = Math.max(...wishes.map((wish) => wish.size));
  const reasons = wishes.filter((wish) => wish.size === desired).map((wish) => wish.reason);
  if (desired < size && broken.length) return { ...held, reasons: broken.map(unusable) };
  const { bootingInstances } = inputs.signal;
  if (desired < size && bootingInstances > 0) {
    return { ...held, reasons: [...reasons, reason("STILL_BOOTING", { bootingInstances })] };
  }
  const stepped = withinStep(desired, inputs);
  return { ...held, size: stepped.size, reasons: [...reasons, ...stepped.reasons] };
}

function wishOf(
  { metric, target, seen }: Measured,
  tolerancePercent: number,
  { pool, signal }: DecisionInputs,
): { size: number; reason: Reason } {
  const { mean: value, scope } = seen;
  const instances = scope === "pool" ? pool.size : signal.runningInstances;
  const total = scope === "pool" ? value : value * instances;
  const size = Math.max(Math.min(pool.size, 1), wholeInstances(total / target));
  if (instances === 0 && size > 0) {
    return { size, reason: reason("LOAD_ON_EMPTY_POOL", { metric, value, target, size }) };
  }
  const share = instances ? total / instances : total;
  const facts = { metric, value, share, target };
  // Floating point must not move the edge.
  const tolerated = target * (tolerancePercent / 100) + 1e-9;
  if (instances && Math.abs(share - target) <= tolerated) {
    return { size: pool.size, reason: reason("ON_TARGET", { ...facts, tolerancePercent }) };
  }
  // What still boots may be more than the load takes; it is left alone while the value is above.
  return share > target
    ? { size: Math.max(size, pool.size), reason: reason("ABOVE_TARGET", { ...facts, size }) }
    : { size, reason: reason("BELOW_TARGET", { ...facts, size }) };
}

function withinStep(
  wantedSize: number,
  { pool, policy }: DecisionInputs,
): { size: number; reasons: Reason[] } {
  const isOut = wantedSize > pool.size;
  const step = stepOf(isOut ? policy.scaleOut : policy.scaleIn, pool.size);
  if (Math.abs(wantedSize - pool.size) <= step) return { size: wantedSize, reasons: [] };
  const size = pool.size + (isOut ? step : -step);
  return { size, reasons: [reason("STEP_LIMITED", { wantedSize, step })] };
}
