import { z } from "zod";
import type { Finding } from "./locate.ts";
import { kinds } from "./policy-schema.ts";
import { metricName } from "./values.ts";

/** As many as the schema takes: of more nothing is said but that. */
const listOf = <Entry extends z.ZodType>(entry: Entry) => z.array(entry).max(20).optional();

const named = z.object({
  name: z.string(),
  threshold: z.unknown().optional(),
  target: z.unknown().optional(),
});
const weighed = z.object({ name: z.string(), type: z.string().optional() });
const limited = z.object({ metric: z.string() });

/** What of a pool document its policy needs or names, whatever else is wrong with it. */
export const policyKeys = z.object({
  cpu_threshold: z.unknown().optional(),
  ram_threshold: z.unknown().optional(),
  metrics: listOf(named),
  policy: z
    .union([
      z.enum(kinds),
      z.object({
        kind: z.enum(kinds),
        targets: z.record(z.string(), z.unknown()).optional(),
        metrics: listOf(weighed),
        thresholds: listOf(limited),
      }),
    ])
    .optional(),
});

type PolicyKeys = z.infer<typeof policyKeys>;

/** What no key can know alone: whether the policy has what it needs, and names what there is. */
export function policyIssues(pool: PolicyKeys): Finding[] {
  return [...doubledNames(pool.metrics ?? []), ...neededIssues(pool)];
}

/** The kind of a pool's policy; `threshold` where it says none. */
export function kindOf(policy: PolicyKeys["policy"]) {
  return typeof policy === "object" ? policy.kind : (policy ?? "threshold");
}

/** The metric that an entry of a weighted policy reads; the built-in ones have several names. */
export function metricOfWeighted({ name, type }: z.infer<typeof weighed>): string {
  if (type === "cpu" || name === "cpu" || name === "cpu_usage") return "cpu";
  const isRam = type === "memory" || ["ram", "memory", "memory_usage"].includes(name);
  return isRam ? "ram" : name;
}

function doubledNames(metrics: readonly z.infer<typeof named>[]): Finding[] {
  return metrics.flatMap(({ name }, index) => {
    const first = metrics.findIndex((metric) => metric.name === name);
    if (first === index) return [];
    const earlier = ["metrics", first, "name"];
    return [
      { path: ["metrics", index, "name"], earlier, message: `a metric "${name}" is already there` },
    ];
  });
}

function neededIssues(pool: PolicyKeys): Finding[] {
  const { policy } = pool;
  switch (kindOf(policy)) {
    case "threshold":
      return needsThreshold(pool);
    case "target":
      return typeof policy === "object" && policy.targets
        ? unknownTargets(Object.keys(policy.targets), pool)
        : targetIssues(pool);
    case "weighted":
      return typeof policy === "object" && (policy.metrics || policy.thresholds)
        ? weightedIssues(policy.metrics ?? [], policy.thresholds ?? [], pool)
        : needsThreshold(pool);
    case "sustained_outlier":
      return [];
  }
}

function needsThreshold({ cpu_threshold, ram_threshold, metrics }: PolicyKeys): Finding[] {
  const given = [cpu_threshold, ram_threshold, ...(metrics ?? []).map((m) => m.threshold)];
  if (given.some((threshold) => threshold !== undefined)) return [];
  const message = "the policy needs cpu_threshold, ram_threshold or a metric with a threshold";
  return [{ path: [], message }];
}

function unknownTargets(names: readonly string[], pool: PolicyKeys): Finding[] {
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
function targetIssues(pool: PolicyKeys): Finding[] {
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
  metrics: readonly z.infer<typeof weighed>[],
  thresholds: readonly z.infer<typeof limited>[],
  pool: PolicyKeys,
): Finding[] {
  // That one list is missing is said once, and not of each entry of the other.
  if (!metrics.length || !thresholds.length) return [];
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

/** A name that is malformed is refused as that, so that it is not missed here as well. */
function isKnown(name: string, { metrics }: PolicyKeys): boolean {
  if (name === "cpu" || name === "ram" || !metricName.safeParse(name).success) return true;
  return (metrics ?? []).some((metric) => metric.name === name);
}
