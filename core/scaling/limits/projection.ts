import { isAbove } from "../beyond.ts";
import type { DecisionInputs } from "../decision.ts";
import { isEnough } from "../policies/weighted.ts";
import { neededMetricsOf, type PolicyRule, sustainedOutAbovePercent } from "../policy.ts";
import { reason } from "../reason.ts";
import { condensedTo, isUsable, metricOf } from "../signal.ts";
import type { Limit } from "./limit.ts";

/**
 * No scale-in of the policy's after which the same load on fewer instances would ask for a
 * scale-out at once: it goes to the smallest size that would not. Orders, schedules and a maximum
 * do not ask metrics, and a target is met by its own sum.
 */
export const projection: Limit = (wantedSize, inputs) => {
  const { policy, pool } = inputs;
  if (wantedSize >= pool.size || policy.rule.kind === "target") return null;
  const asks = outAsksOf(policy.rule);
  const crossed = crossedAt(wantedSize, asks, inputs);
  if (!crossed) return null;
  let size = wantedSize + 1;
  while (size < pool.size && crossedAt(size, asks, inputs)) size += 1;
  return { size, reason: reason("WOULD_CROSS_OUT", { ...crossed, size: wantedSize }) };
};

/** A metric that asks for out above a value. `share` is its part of a score that has to be passed. */
interface OutAsk {
  metric: string;
  outAbove: number;
  aggregation: "avg" | "max";
  share: number;
}

/** Only what fewer instances would raise: neither `less_than` nor a change since earlier. */
function outAsksOf(rule: Exclude<PolicyRule, { kind: "target" }>): OutAsk[] {
  switch (rule.kind) {
    case "threshold":
      return rule.rules.map(({ metric, outAbove }) => alone(metric, outAbove));
    case "weighted": {
      const total = rule.metrics.reduce((sum, { weight }) => sum + weight, 0);
      return rule.metrics
        .filter(({ comparison }) => comparison === "greater_than")
        .map(({ metric, scaleUp, aggregation, weight }) => {
          return { metric, outAbove: scaleUp, aggregation, share: weight / total };
        });
    }
    case "sustained_outlier":
      return neededMetricsOf(rule).map((metric) => alone(metric, sustainedOutAbovePercent));
  }
}

/** One that needs no other to ask with it. */
function alone(metric: string, outAbove: number): OutAsk {
  return { metric, outAbove, aggregation: "avg", share: 1 };
}

/** The first metric that would be above its threshold at a size, where enough of them would be. */
function crossedAt(
  size: number,
  asks: readonly OutAsk[],
  { pool, signal }: DecisionInputs,
): { metric: string; projected: number; threshold: number } | null {
  const running = signal.runningInstances;
  const left = Math.max(1, running - (pool.size - size));
  let first: { metric: string; projected: number; threshold: number } | null = null;
  let score = 0;
  for (const { metric, outAbove, aggregation, share } of asks) {
    const seen = metricOf(signal, metric);
    // What is measured of the pool as a whole does not grow when there are fewer instances.
    if (!isUsable(seen) || seen.scope === "pool") continue;
    const projected = (condensedTo(seen, aggregation) * running) / left;
    if (!isAbove(projected, outAbove)) continue;
    score += share;
    first ??= { metric, projected, threshold: outAbove };
  }
  return isEnough(score) ? first : null;
}
