import type { Opening } from "../scaling/firings.ts";
import type { PoolPolicy } from "../scaling/policy.ts";
import type { Schedule } from "../scaling/schedule.ts";
import { evaluationIntervalOf, resolvePolicy } from "./resolve-policy.ts";
import { days, type ScheduleDocument } from "./schedule-schema.ts";
import type { ConfigDocument, PoolDocument } from "./schema.ts";

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

/** Fills the defaults that docs/config.md names into a document that is already valid. */
export function resolveConfig(document: ConfigDocument): NodeConfig {
  return {
    pools: document.pools.map((pool) => resolvePool(pool, document)),
    maxTotalInstances: document.max_total_instances ?? null,
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
    evaluationIntervalSeconds: evaluationIntervalOf(pool),
    policy: resolvePolicy(pool, document),
    metrics: (pool.metrics ?? []).map(({ name, query, namespace }) => ({
      name,
      query,
      namespace: namespace ?? null,
    })),
    schedules: (pool.schedules ?? []).map((schedule) => resolveSchedule(schedule, timezone)),
  };
}

function resolveSchedule(schedule: ScheduleDocument, timezone: string): Schedule {
  return {
    name: schedule.name,
    opens: resolveOpening(schedule),
    timezone: schedule.timezone ?? timezone,
    targetInstances: schedule.target_instances ?? null,
    minInstances: schedule.min_instances ?? null,
    maxInstances: schedule.max_instances ?? null,
  };
}

function resolveOpening(schedule: ScheduleDocument): Opening {
  const { cron, duration_minutes: durationMinutes, start_time, end_time } = schedule;
  if (cron !== undefined && durationMinutes !== undefined) {
    const expression = cron.trim().split(/\s+/).join(" ").toLowerCase();
    return { kind: "cron", expression, durationMinutes };
  }
  return {
    kind: "daily",
    startTime: start_time ?? "00:00",
    endTime: end_time ?? "00:00",
    days: days.filter((day) => schedule.days?.includes(day) ?? true),
  };
}
