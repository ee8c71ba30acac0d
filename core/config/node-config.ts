import type { DirectionRules, MetricRule, PoolPolicy } from "../scaling/policy.ts";
import type { Schedule } from "../scaling/schedule.ts";
import { type ConfigDocument, days, type PoolDocument } from "./schema.ts";

/** Where a pool's metrics come from. */
export type MonitoringMethod = { kind: "oci" } | { kind: "prometheus"; url: string };

/** A metric of the pool's own, as the monitoring is asked for it. */
export interface NamedMetric {
  name: string;
  /** OCI's MQL or PromQL; `$pool_id` in it stands for the pool's OCID. */
  query: string;
  /** OCI's namespace; null for that of the compute agent, and for Prometheus. */
  namespace: string | null;
}

/** One pool of a node's config with every default filled in. */
export interface PoolConfig {
  oraclePoolId: string;
  name: string;
  region: string;
  compartmentId: string;
  monitoring: MonitoringMethod;
  evaluationIntervalSeconds: number;
  policy: PoolPolicy;
  metrics: NamedMetric[];
  schedules: Schedule[];
}

/** A node's config, ready to be acted on. */
export interface NodeConfig {
  pools: PoolConfig[];
  /** What all pools together may have; null where nothing bounds it. */
  maxTotalInstances: number | null;
}

const freshForSeconds = 300;

/** Fills the defaults of PRODUCT's table into a document that is already valid. */
export function resolveConfig(document: ConfigDocument): NodeConfig {
  return {
    pools: document.pools.map((pool) => resolvePool(pool, document)),
    maxTotalInstances: null,
  };
}

function resolvePool(pool: PoolDocument, document: ConfigDocument): PoolConfig {
  const timezone = pool.timezone ?? document.timezone ?? "UTC";
  return {
    oraclePoolId: pool.instance_pool_id,
    name: pool.name,
    region: pool.region,
    compartmentId: pool.compartment_id,
    monitoring: pool.prometheus_url
      ? { kind: "prometheus", url: pool.prometheus_url }
      : { kind: "oci" },
    evaluationIntervalSeconds: pool.evaluation_interval_seconds ?? 60,
    policy: resolvePolicy(pool, document),
    metrics: [],
    schedules: (pool.schedules ?? []).map((schedule) => ({
      name: schedule.name,
      startTime: schedule.start_time,
      endTime: schedule.end_time,
      days: schedule.days ?? days,
      timezone: schedule.timezone ?? timezone,
      targetInstances: schedule.target_instances ?? null,
      minInstances: schedule.min_instances ?? null,
      maxInstances: schedule.max_instances ?? null,
    })),
  };
}

function resolvePolicy(pool: PoolDocument, document: ConfigDocument): PoolPolicy {
  return {
    mode: pool.mode ?? document.mode ?? "active",
    minSize: pool.scaling_limits.min,
    maxSize: pool.scaling_limits.max,
    rule: { kind: "threshold", rules: thresholdRules(pool) },
    scaleOut: resolveDirection(pool.scale_out, 300),
    scaleIn: resolveDirection(pool.scale_in, 900),
    coveragePercentMin: pool.coverage_percent_min ?? 90,
    freshForSeconds,
  };
}

function thresholdRules(pool: PoolDocument): MetricRule[] {
  const given = { cpu: pool.cpu_threshold, ram: pool.ram_threshold };
  return Object.entries(given).flatMap(([metric, threshold]) => {
    if (threshold === undefined) return [];
    return typeof threshold === "number"
      ? [{ metric, outAbove: threshold, inBelow: threshold / 2 }]
      : [{ metric, outAbove: threshold.max, inBelow: threshold.min }];
  });
}

function resolveDirection(
  rules: PoolDocument["scale_out"],
  cooldownSeconds: number,
): DirectionRules {
  return {
    step: rules?.step ?? 1,
    stepPercent: null,
    cooldownSeconds: rules?.cooldown_seconds ?? cooldownSeconds,
    stabilizationSeconds: rules?.stabilization_seconds ?? 0,
  };
}
