import type {
  DirectionRules,
  MetricRule,
  MetricTarget,
  PolicyRule,
  PoolPolicy,
  WeightedMetric,
} from "../scaling/policy.ts";
import { kindOf, metricOfWeighted } from "./policy-issues.ts";
import type { ConfigDocument, PoolDocument } from "./schema.ts";

const freshForSeconds = 300;
const tolerancePercent = 10;
const changeWindowSeconds = 300;

/** A pool's rules with every default that docs/config.md names filled in. */
export function resolvePolicy(pool: PoolDocument, document: ConfigDocument): PoolPolicy {
  const rule = resolveRule(pool);
  // A target says how far to go; any other policy only which way, so that it needs a step.
  const step = rule.kind === "target" ? null : 1;
  return {
    mode: pool.mode ?? document.mode ?? "active",
    minSize: pool.scaling_limits.min,
    maxSize: pool.scaling_limits.max,
    rule,
    scaleOut: resolveDirection(pool.scale_out, { step, cooldownSeconds: 300 }),
    scaleIn: resolveDirection(pool.scale_in, { step, cooldownSeconds: 900 }),
    coveragePercentMin: pool.coverage_percent_min ?? 90,
    freshForSeconds,
    evaluationIntervalSeconds: evaluationIntervalOf(pool),
  };
}

/** Seconds from one evaluation of a pool to the next. */
export function evaluationIntervalOf(pool: PoolDocument): number {
  return pool.evaluation_interval_seconds ?? 60;
}

function resolveRule(pool: PoolDocument): PolicyRule {
  switch (kindOf(pool.policy)) {
    case "threshold":
      return { kind: "threshold", rules: thresholdRules(pool) };
    case "target":
      return {
        kind: "target",
        targets: targetsOf(pool),
        tolerancePercent: pool.tolerance_percent ?? tolerancePercent,
      };
    case "weighted":
      return { kind: "weighted", metrics: weightedMetrics(pool) };
    case "sustained_outlier":
      return { kind: "sustained_outlier" };
  }
}

/** Every threshold of the pool: CPU's first, then RAM's, then those of its own metrics. */
function thresholdRules(pool: PoolDocument): MetricRule[] {
  const named = (pool.metrics ?? []).map(({ name, threshold }) => [name, threshold] as const);
  const given = [["cpu", pool.cpu_threshold], ["ram", pool.ram_threshold], ...named] as const;
  return given.flatMap(([metric, threshold]) => {
    if (threshold === undefined) return [];
    return typeof threshold === "number"
      ? [{ metric, outAbove: threshold, inBelow: threshold / 2 }]
      : [{ metric, outAbove: threshold.max, inBelow: threshold.min }];
  });
}

/** Those of its own by name: the order of keys means nothing. */
function targetsOf(pool: PoolDocument): MetricTarget[] {
  const { policy, cpu_threshold: cpu, ram_threshold: ram } = pool;
  const own = typeof policy === "object" && policy.kind === "target" ? policy.targets : undefined;
  const named = Object.fromEntries((pool.metrics ?? []).map(({ name, target }) => [name, target]));
  const byName = own && Object.entries(own).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return (byName ?? Object.entries({ cpu, ram, ...named })).flatMap(([metric, target]) =>
    typeof target === "number" ? [{ metric, target }] : [],
  );
}

function weightedMetrics(pool: PoolDocument): WeightedMetric[] {
  const { policy } = pool;
  const own = typeof policy === "object" && policy.kind === "weighted" ? policy : null;
  if (!own?.metrics) return thresholdRules(pool).map((rule) => weighedRule(rule, pool));
  return own.metrics.flatMap((metric) => {
    const threshold = own.thresholds?.find((candidate) => candidate.metric === metric.name);
    if (!threshold) return [];
    return [
      {
        metric: metricOfWeighted(metric),
        weight: metric.weight,
        comparison: threshold.comparison ?? "greater_than",
        scaleUp: threshold.scaleUp,
        scaleDown: threshold.scaleDown,
        aggregation: metric.aggregation ?? "avg",
        windowSeconds: metric.window_seconds ?? changeWindowSeconds,
      },
    ];
  });
}

function weighedRule(
  { metric, outAbove, inBelow }: MetricRule,
  { metrics }: PoolDocument,
): WeightedMetric {
  return {
    metric,
    weight: metrics?.find(({ name }) => name === metric)?.weight ?? 1,
    comparison: "greater_than",
    scaleUp: outAbove,
    scaleDown: inBelow,
    aggregation: "avg",
    windowSeconds: changeWindowSeconds,
  };
}

function resolveDirection(
  rules: PoolDocument["scale_out"],
  defaults: { step: number | null; cooldownSeconds: number },
): DirectionRules {
  const stepPercent = rules?.step_percent ?? null;
  return {
    step: rules?.step ?? (stepPercent === null ? defaults.step : null),
    stepPercent,
    cooldownSeconds: rules?.cooldown_seconds ?? defaults.cooldownSeconds,
    stabilizationSeconds: rules?.stabilization_seconds ?? 0,
  };
}
