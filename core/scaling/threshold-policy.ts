import type { PoolPolicy, Threshold } from "./policy.ts";
import { type Reason, reason } from "./reason.ts";
import { isUsable, type MetricSignal, metricOf, type Signal } from "./signal.ts";

/** What a policy would do if nothing limited it. */
export interface Recommendation {
  direction: "out" | "in" | null;
  size: number;
  reasons: Reason[];
}

/**
 * The seeds' rule: out when CPU or RAM is above its threshold, in only when every rule's metric
 * is below its lower one. A metric without usable data can not ask for out, and blocks in.
 */
export function thresholdPolicy(signal: Signal, policy: PoolPolicy, size: number): Recommendation {
  const rules = rulesOf(policy).map((rule) => ({ ...rule, signal: metricOf(signal, rule.metric) }));
  const usable = rules.flatMap((rule) =>
    isUsable(rule.signal) ? [{ ...rule, value: rule.signal.mean }] : [],
  );
  const broken = rules.filter((rule) => !isUsable(rule.signal));
  const above = usable.filter((rule) => rule.value > rule.threshold.outAbovePercent);
  if (above.length) {
    return { direction: "out", size: size + policy.scaleOut.step, reasons: above.map(aboveReason) };
  }
  if (!usable.length) return { direction: null, size, reasons: [noMetrics(broken)] };
  if (broken.length) return { direction: null, size, reasons: broken.map(unusable) };
  const inside = usable.filter((rule) => rule.value >= rule.threshold.inBelowPercent);
  if (inside.length) return { direction: null, size, reasons: inside.map(withinReason) };
  return { ...shrunk(size, policy), reasons: [...usable.map(belowReason), ...lastOne(size)] };
}

/** An empty pool has no metrics that could ask for its first instance; only schedules go there. */
function shrunk(size: number, policy: PoolPolicy): Omit<Recommendation, "reasons"> {
  const smaller = Math.max(Math.min(size, 1), size - policy.scaleIn.step);
  return smaller < size ? { direction: "in", size: smaller } : { direction: null, size };
}

function lastOne(size: number): Reason[] {
  return size === 1 ? [reason("CLIPPED_TO_MIN", { wantedSize: 0, minSize: 1 })] : [];
}

interface Rule {
  metric: string;
  threshold: Threshold;
}

interface MeasuredRule extends Rule {
  value: number;
}

/** The metrics a policy looks at, each with its threshold; CPU first. */
export function rulesOf(policy: PoolPolicy): Rule[] {
  const cpu = { metric: "cpu", threshold: policy.cpu };
  return policy.ram ? [cpu, { metric: "ram", threshold: policy.ram }] : [cpu];
}

function aboveReason({ metric, value, threshold }: MeasuredRule): Reason {
  return reason("ABOVE_THRESHOLD", {
    metric,
    valuePercent: value,
    thresholdPercent: threshold.outAbovePercent,
  });
}

function belowReason({ metric, value, threshold }: MeasuredRule): Reason {
  return reason("BELOW_THRESHOLD", {
    metric,
    valuePercent: value,
    thresholdPercent: threshold.inBelowPercent,
  });
}

function withinReason({ metric, value, threshold }: MeasuredRule): Reason {
  return reason("WITHIN_THRESHOLDS", { metric, valuePercent: value, ...threshold });
}

function unusable(rule: Rule & { signal: MetricSignal | null }): Reason {
  return reason("METRIC_UNUSABLE", {
    metric: rule.metric,
    freshness: rule.signal?.freshness ?? "missing",
  });
}

function noMetrics(broken: readonly (Rule & { signal: MetricSignal | null })[]): Reason {
  const stale = broken.some((rule) => rule.signal?.freshness === "stale");
  return reason("NO_USABLE_METRICS", {
    metrics: broken.map((rule) => rule.metric).join(", "),
    freshness: stale ? "stale" : "missing",
  });
}
