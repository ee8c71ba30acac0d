import type { DecisionInputs } from "../decision.ts";
import { type PolicyMemory, stepOf } from "../policy.ts";
import { type Reason, reason } from "../reason.ts";
import { isUsable, type MetricSignal, metricOf, type Signal } from "../signal.ts";

/** What a policy would do if nothing limited it. */
export interface Recommendation {
  size: number;
  reasons: Reason[];
  /** 0 to 1: how much of the pool, and of the policy's own evidence, stands behind it. */
  confidence: number;
  /** What the policy learnt, for its next evaluation; null where it learns nothing. */
  memory: PolicyMemory | null;
}

/** A metric that a policy asked for and can not use, with what is wrong with it. */
export interface Broken {
  metric: string;
  freshness: MetricSignal["freshness"];
}

/** The usable ones among metrics, and the broken ones, each in the policy's order. */
export function sortedByUse<Rule extends { metric: string }>(
  rules: readonly Rule[],
  from: Signal,
): { usable: (Rule & { seen: MetricSignal & { mean: number } })[]; broken: Broken[] } {
  const usable: (Rule & { seen: MetricSignal & { mean: number } })[] = [];
  const broken: Broken[] = [];
  for (const rule of rules) {
    const seen = metricOf(from, rule.metric);
    if (isUsable(seen)) usable.push({ ...rule, seen });
    else broken.push({ metric: rule.metric, freshness: seen?.freshness ?? "missing" });
  }
  return { usable, broken };
}

/** One step out. */
export function stepOut({ pool, policy }: DecisionInputs): number {
  return pool.size + stepOf(policy.scaleOut, pool.size);
}

/** One step in, but never to nothing: an empty pool has no instance that could ask for the first. */
export function stepIn({ pool, policy }: DecisionInputs): { size: number; reasons: Reason[] } {
  const size = Math.max(Math.min(pool.size, 1), pool.size - stepOf(policy.scaleIn, pool.size));
  const { minSize } = policy;
  // A pool below its minimum is brought back to it, which says enough.
  const isLast = pool.size === 1 && minSize <= 1;
  return { size, reasons: isLast ? [reason("CLIPPED_TO_MIN", { wantedSize: 0, minSize })] : [] };
}

/** Lowest coverage among metrics, 0 to 1; 0 where there is none. */
export function coverageOf(seen: readonly { seen: MetricSignal }[]): number {
  let lowest = seen.length ? 100 : 0;
  for (const { seen: metric } of seen) lowest = Math.min(lowest, metric.coveragePercent);
  return lowest / 100;
}

export function unusable({ metric, freshness }: Broken): Reason {
  return reason("METRIC_UNUSABLE", { metric, freshness });
}

/** Tells the stale metrics from the missing ones. */
export function noMetrics(broken: readonly Broken[]): Reason {
  const stale = broken.filter(({ freshness }) => freshness === "stale");
  const missing = broken.filter(({ freshness }) => freshness !== "stale");
  if (!stale.length) {
    return reason("NO_USABLE_METRICS", { metrics: namesOf(missing), freshness: "missing" });
  }
  const facts = { metrics: namesOf(stale), freshness: "stale" as const };
  const others = missing.length ? { missing: namesOf(missing) } : {};
  return reason("NO_USABLE_METRICS", { ...facts, ...others });
}

/** The first three; a fact is short on the wire, and a sentence with more helps nobody. */
function namesOf(broken: readonly Broken[]): string {
  const names = broken.slice(0, 3).map(({ metric }) => metric);
  const more = broken.length - names.length;
  return [...names, ...(more ? [`${more} more`] : [])].join(", ");
}
