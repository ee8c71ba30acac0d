import { nextFirings } from "../scaling/schedule.ts";
import type { NodeConfig, PoolConfig } from "./node-config.ts";
import { kindOf } from "./policy-issues.ts";
import type { ConfigDocument, PoolDocument } from "./schema.ts";

/** What is legal but suspicious: where in the document, and why. */
export interface Suspicion {
  path: PropertyKey[];
  message: string;
}

/** From when on a schedule is looked at; cron expressions repeat within 8 years of any time. */
const anyMs = Date.UTC(2026, 0, 1);

/** Everything about a valid document that its author probably did not mean. */
export function warningsOf(document: ConfigDocument, config: NodeConfig): Suspicion[] {
  const ofPools = document.pools.flatMap((pool, index) => {
    const resolved = config.pools[index];
    if (!resolved) return [];
    return poolWarnings(pool, resolved).map(({ path, message }) => ({
      path: ["pools", index, ...path],
      message,
    }));
  });
  return [...nodeWarnings(document), ...ofPools];
}

function nodeWarnings({ alerts, max_total_instances: most, pools }: ConfigDocument): Suspicion[] {
  const least = pools.reduce((sum, { scaling_limits }) => sum + scaling_limits.min, 0);
  return [
    ...(most !== undefined && least > most
      ? warn(["max_total_instances"], `the pools' minimums come to ${least}, which is more`)
      : []),
    ...(alerts ? warn(["alerts"], notYet("alerts")) : []),
  ];
}

function poolWarnings(pool: PoolDocument, resolved: PoolConfig): Suspicion[] {
  return [
    ...touchingThresholds(pool),
    ...largeSteps(pool, resolved),
    ...policyWarnings(pool, resolved),
    ...(pool.schedules ?? []).flatMap((_, index) => scheduleWarnings(index, resolved)),
    ...(pool.drain ? warn(["drain"], notYet("drain")) : []),
    ...(pool.alerts ? warn(["alerts"], notYet("alerts")) : []),
  ];
}

function touchingThresholds(pool: PoolDocument): Suspicion[] {
  const bands: [PropertyKey[], PoolDocument["cpu_threshold"]][] = [
    [["cpu_threshold"], pool.cpu_threshold],
    [["ram_threshold"], pool.ram_threshold],
    ...(pool.metrics ?? []).map((metric, index): [PropertyKey[], PoolDocument["cpu_threshold"]] => [
      ["metrics", index, "threshold"],
      metric.threshold,
    ]),
  ];
  const message = "the thresholds for in and out touch, so that the pool may swing";
  const ofBands = bands.flatMap(([path, band]) =>
    typeof band === "object" && band.min === band.max ? warn(path, message) : [],
  );
  const { policy } = pool;
  const weighed = typeof policy === "object" && policy.kind === "weighted" ? policy : null;
  const ofWeights = (weighed?.thresholds ?? []).flatMap(({ scaleUp, scaleDown }, index) =>
    scaleUp === scaleDown ? warn(["policy", "thresholds", index], message) : [],
  );
  return [...ofBands, ...ofWeights];
}

function largeSteps(pool: PoolDocument, { policy }: PoolConfig): Suspicion[] {
  const room = policy.maxSize - policy.minSize;
  return (["scale_out", "scale_in"] as const).flatMap((key) => {
    const step = pool[key]?.step;
    if (step === undefined || step <= room) return [];
    return warn([key, "step"], `a step of ${step} is more than lies between min and max (${room})`);
  });
}

function policyWarnings(pool: PoolDocument, resolved: PoolConfig): Suspicion[] {
  const kind = kindOf(pool.policy);
  return [
    ...(pool.tolerance_percent !== undefined && kind !== "target"
      ? warn(["tolerance_percent"], `it counts with the policy target only, and this is ${kind}`)
      : []),
    ...(kind === "sustained_outlier" && resolved.evaluationIntervalSeconds > 60
      ? warn(
          ["evaluation_interval_seconds"],
          "sustained_outlier looks at 5 minutes, which takes an evaluation every 60 seconds",
        )
      : []),
  ];
}

function scheduleWarnings(index: number, { schedules, policy }: PoolConfig): Suspicion[] {
  const schedule = schedules[index];
  if (!schedule) return [];
  const { minSize, maxSize } = policy;
  const sizes = {
    target_instances: schedule.targetInstances,
    min_instances: schedule.minInstances,
    max_instances: schedule.maxInstances,
  };
  const outside = Object.entries(sizes).flatMap(([key, size]) => {
    if (size === null || (size >= minSize && size <= maxSize)) return [];
    const limit = size > maxSize ? `max of ${maxSize}` : `min of ${minSize}`;
    const side = size > maxSize ? "above" : "below";
    return warn(["schedules", index, key], `${size} is ${side} the ${limit}, which wins`);
  });
  if (nextFirings([schedule], anyMs, 1).length) return outside;
  return [...outside, ...warn(["schedules", index, "cron"], "this schedule never fires")];
}

function notYet(key: string): string {
  return `${key} is kept with the config, but nothing acts on it in this version`;
}

function warn(path: PropertyKey[], message: string): Suspicion[] {
  return [{ path, message }];
}
