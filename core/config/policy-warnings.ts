import type { Finding } from "./locate.ts";
import { kindOf, metricOfWeighted } from "./policy-issues.ts";
import type { PoolDocument } from "./schema.ts";

type OwnKeys = Exclude<PoolDocument["policy"], string | undefined>;
type Weighed = Extract<OwnKeys, { kind: "weighted" }>;

/** Said of any two bounds between which no value can rest. */
export const touch = "the thresholds for in and out touch, so that the pool may swing";

/** What of a pool's policy its author probably did not mean; paths begin at the pool. */
export function policyWarnings(pool: PoolDocument, evaluationIntervalSeconds: number): Finding[] {
  const kind = kindOf(pool.policy);
  const warnings: Finding[] = [...ignoredKeys(pool), ...weighedWarnings(pool)];
  if (pool.tolerance_percent !== undefined && kind !== "target") {
    const message = `it counts with the policy target only, and this is ${kind}`;
    warnings.push({ path: ["tolerance_percent"], message });
  }
  if (kind === "sustained_outlier" && evaluationIntervalSeconds > 60) {
    const message =
      "sustained_outlier looks at 5 minutes, which takes an evaluation every 60 seconds";
    warnings.push({ path: ["evaluation_interval_seconds"], message });
  }
  return warnings;
}

/** Which of the pool's own numbers each policy reads, where it does not bring its own. */
const reads: Record<ReturnType<typeof kindOf>, readonly string[]> = {
  threshold: ["cpu_threshold", "ram_threshold", "threshold"],
  target: ["cpu_threshold", "ram_threshold", "target"],
  weighted: ["cpu_threshold", "ram_threshold", "threshold", "weight"],
  sustained_outlier: [],
};

function ignoredKeys(pool: PoolDocument): Finding[] {
  const kind = kindOf(pool.policy);
  const hasOwn = typeof pool.policy === "object" && Object.keys(pool.policy).length > 1;
  const message = `nothing reads it: the policy is ${kind}${hasOwn ? " with numbers of its own" : ""}`;
  const isIgnored = (key: string) => hasOwn || !reads[kind].includes(key);
  const ofPool = (["cpu_threshold", "ram_threshold"] as const).filter(
    (key) => pool[key] !== undefined && isIgnored(key),
  );
  const ofMetrics = (pool.metrics ?? []).flatMap((metric, index) =>
    (["threshold", "target", "weight"] as const)
      .filter((key) => metric[key] !== undefined && isIgnored(key))
      .map((key) => ({ path: ["metrics", index, key], message })),
  );
  return [...ofPool.map((key) => ({ path: [key], message })), ...ofMetrics];
}

function weighedWarnings({ policy }: PoolDocument): Finding[] {
  if (typeof policy !== "object" || policy.kind !== "weighted") return [];
  const touching = (policy.thresholds ?? []).flatMap(({ scaleUp, scaleDown }, index) =>
    scaleUp === scaleDown ? [{ path: ["policy", "thresholds", index], message: touch }] : [],
  );
  return [...windowWarnings(policy), ...touching];
}

function windowWarnings({ metrics = [], thresholds = [] }: Weighed): Finding[] {
  return metrics.flatMap(({ name, window_seconds: seconds }, index) => {
    if (seconds === undefined) return [];
    const path = ["policy", "metrics", index, "window_seconds"];
    const ofMetric = thresholds.find(({ metric }) => metric === name);
    if (ofMetric?.comparison !== "percentage_change") {
      return [{ path, message: "it counts with comparison: percentage_change only" }];
    }
    const message = "with 0 the value is compared with that of the evaluation before it";
    return seconds === 0 ? [{ path, message }] : [];
  });
}

/** Percentages that are written as fractions, as 0.8 for 80 %; paths begin at the pool. */
export function fractionWarnings(pool: PoolDocument): Finding[] {
  return percentages(pool).flatMap(([path, value]) => {
    if (value === undefined || value <= 0 || value > 1) return [];
    const hundredfold = Number((value * 100).toPrecision(6));
    const message = `${value} means ${value} %; write ${hundredfold} if you mean ${hundredfold} %`;
    return [{ path, message }];
  });
}

function percentages(pool: PoolDocument): [PropertyKey[], number | undefined][] {
  const { policy } = pool;
  const highest = (threshold: PoolDocument["cpu_threshold"]) =>
    typeof threshold === "object" ? threshold.max : threshold;
  const targets = typeof policy === "object" && policy.kind === "target" ? policy.targets : {};
  const weighed = typeof policy === "object" && policy.kind === "weighted" ? policy : null;
  const builtIn = (weighed?.metrics ?? [])
    .filter((metric) => ["cpu", "ram"].includes(metricOfWeighted(metric)))
    .map(({ name }) => name);
  return [
    [["cpu_threshold"], highest(pool.cpu_threshold)],
    [["ram_threshold"], highest(pool.ram_threshold)],
    [["coverage_percent_min"], pool.coverage_percent_min],
    [["policy", "targets", "cpu"], targets?.cpu],
    [["policy", "targets", "ram"], targets?.ram],
    ...(weighed?.thresholds ?? []).map((threshold, index): [PropertyKey[], number | undefined] => [
      ["policy", "thresholds", index, "scaleUp"],
      threshold.comparison !== "percentage_change" && builtIn.includes(threshold.metric)
        ? threshold.scaleUp
        : undefined,
    ]),
  ];
}
