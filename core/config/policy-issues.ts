import type {
  PolicyDocument,
  WeightedMetricDocument,
  WeightedThresholdDocument,
} from "./policy-schema.ts";

/** A fault of a pool's policy: where in the pool, and what is wrong. */
export interface PolicyIssue {
  path: PropertyKey[];
  message: string;
}

type Threshold = number | { min: number; max: number };

/** What of a pool document its policy is made from. */
export interface PolicyKeys {
  cpu_threshold?: Threshold | undefined;
  ram_threshold?: Threshold | undefined;
  metrics?: NamedMetricKeys[] | undefined;
  policy?: PolicyDocument | undefined;
}

interface NamedMetricKeys {
  name: string;
  threshold?: Threshold | undefined;
  target?: number | undefined;
  weight?: number | undefined;
}

/** What no key can know alone: whether the policy has what it needs, and names what there is. */
export function policyIssues(pool: PolicyKeys): PolicyIssue[] {
  return [...doubledNames(pool.metrics ?? []), ...neededIssues(pool)];
}

/** The kind of a pool's policy; `threshold` where it says none. */
export function kindOf(policy: PolicyDocument | undefined) {
  return typeof policy === "object" ? policy.kind : (policy ?? "threshold");
}

/** The metric that an entry of a weighted policy reads: seed 003's own names, or a named one. */
export function metricOfWeighted({ name, type }: WeightedMetricDocument): string {
  if (type === "cpu" || name === "cpu" || name === "cpu_usage") return "cpu";
  const isRam = type === "memory" || ["ram", "memory", "memory_usage"].includes(name);
  return isRam ? "ram" : name;
}

function doubledNames(metrics: readonly NamedMetricKeys[]): PolicyIssue[] {
  return metrics.flatMap(({ name }, index) => {
    const isFirst = metrics.findIndex((metric) => metric.name === name) === index;
    const message = `a metric "${name}" is already there above`;
    return isFirst ? [] : [{ path: ["metrics", index, "name"], message }];
  });
}

function neededIssues(pool: PolicyKeys): PolicyIssue[] {
  const { policy } = pool;
  switch (kindOf(policy)) {
    case "threshold":
      return needsThreshold(pool);
    case "target":
      return typeof policy === "object" && policy.kind === "target" && policy.targets
        ? unknownTargets(Object.keys(policy.targets), pool)
        : targetIssues(pool);
    case "weighted":
      return typeof policy === "object" && policy.kind === "weighted" && policy.metrics
        ? weightedIssues(policy.metrics, policy.thresholds ?? [], pool)
        : needsThreshold(pool);
    case "sustained_outlier":
      return [];
  }
}

function needsThreshold({ cpu_threshold, ram_threshold, metrics }: PolicyKeys): PolicyIssue[] {
  const given = [cpu_threshold, ram_threshold, ...(metrics ?? []).map((m) => m.threshold)];
  if (given.some((threshold) => threshold !== undefined)) return [];
  const message = "the policy needs cpu_threshold, ram_threshold or a metric with a threshold";
  return [{ path: [], message }];
}

function unknownTargets(names: readonly string[], pool: PolicyKeys): PolicyIssue[] {
  const message = (name: string) => `no metric "${name}" is in this pool's metrics`;
  const unknown = names.filter((name) => !isKnown(name, pool));
  const issues = unknown.map((name) => ({
    path: ["policy", "targets", name],
    message: message(name),
  }));
  if (names.length) return issues;
  return [{ path: ["policy", "targets"], message: "targets must name a metric at least" }];
}

/** Without targets of its own the policy takes the thresholds for targets, which one number can be. */
function targetIssues(pool: PolicyKeys): PolicyIssue[] {
  const { cpu_threshold, ram_threshold, metrics } = pool;
  const bands = Object.entries({ cpu_threshold, ram_threshold }).filter(
    ([, threshold]) => typeof threshold === "object",
  );
  if (bands.length) {
    const message = "a band is no target; write policy: {kind: target, targets: {cpu: 60}}";
    return bands.map(([key]) => ({ path: [key], message }));
  }
  const targets = [cpu_threshold, ram_threshold, ...(metrics ?? []).map(({ target }) => target)];
  if (targets.some((target) => target !== undefined)) return [];
  const message = "a target policy needs targets, for example {kind: target, targets: {cpu: 60}}";
  return [{ path: ["policy"], message }];
}

function weightedIssues(
  metrics: readonly WeightedMetricDocument[],
  thresholds: readonly WeightedThresholdDocument[],
  pool: PolicyKeys,
): PolicyIssue[] {
  const ofMetrics = metrics.flatMap((metric, index) => {
    const path = ["policy", "metrics", index, "name"];
    const count = thresholds.filter((threshold) => threshold.metric === metric.name).length;
    const read = metricOfWeighted(metric);
    const isDoubled = metrics.findIndex((other) => metricOfWeighted(other) === read) < index;
    if (isDoubled) return [{ path, message: `"${read}" is already weighed above` }];
    if (!isKnown(read, pool)) {
      const message = `no metric "${read}" is in this pool's metrics, which say how it is queried`;
      return [{ path, message }];
    }
    if (count === 1) return [];
    return [{ path, message: `"${metric.name}" needs one threshold, and has ${count}` }];
  });
  const ofThresholds = thresholds.flatMap(({ metric }, index) =>
    metrics.some(({ name }) => name === metric)
      ? []
      : [
          {
            path: ["policy", "thresholds", index, "metric"],
            message: `no metric "${metric}" is weighed`,
          },
        ],
  );
  return [...ofMetrics, ...ofThresholds];
}

function isKnown(name: string, { metrics }: PolicyKeys): boolean {
  return name === "cpu" || name === "ram" || (metrics ?? []).some((metric) => metric.name === name);
}
