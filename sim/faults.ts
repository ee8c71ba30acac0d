import {
  asFields,
  asList,
  asNumber,
  asOneOf,
  asText,
  type Fields,
  InvalidField,
  onlyKeys,
} from "./checked-fields.ts";

/** OCI operations that the region carries out; faults name them like this. */
const OPERATIONS = [
  "GetInstancePool",
  "ListInstancePools",
  "UpdateInstancePool",
  "ListInstancePoolInstances",
  "GetInstance",
  "ListWorkRequests",
  "GetWorkRequest",
  "ListWorkRequestErrors",
  "SummarizeMetricsData",
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** How many requests a fault still hits; absent: all, until it is cleared. */
interface Countable {
  operation?: Operation;
  remaining?: number;
}

/** 429 TooManyRequests, with a Retry-After header when `retry_after_seconds` is given. */
export interface ThrottleFault extends Countable {
  kind: "throttle";
  retry_after_seconds?: number;
}

export interface ErrorFault extends Countable {
  kind: "error";
  status: 500 | 503;
  message?: string;
}

/** "before": waits, then carries the operation out. "after": carries it out, then answers late. */
export interface SlowFault extends Countable {
  kind: "slow";
  delay_ms: number;
  phase: "before" | "after";
}

/** Launches fill the pool up to `available` instances only; it stays SCALING until this is cleared. */
export interface OutOfCapacityFault {
  kind: "out_of_capacity";
  pool_id: string;
  available: number;
  /** Code of the work request's error; OutOfCapacity when absent. */
  code?: "OutOfCapacity" | "LimitExceeded";
}

/** Hides the metrics of all instances of a pool, or of a fraction of them, while it is set. */
export interface MissingMetricsFault {
  kind: "missing_metrics";
  pool_id: string;
  metric?: string;
  instances: "all" | number;
}

/** The newest visible data point of the pool is at least `lag_seconds` old. */
export interface LateMetricsFault {
  kind: "late_metrics";
  pool_id: string;
  lag_seconds: number;
}

export type Fault =
  | ThrottleFault
  | ErrorFault
  | SlowFault
  | OutOfCapacityFault
  | MissingMetricsFault
  | LateMetricsFault;

const KINDS = [
  "throttle",
  "error",
  "slow",
  "out_of_capacity",
  "missing_metrics",
  "late_metrics",
] as const;
const KEYS: Record<Fault["kind"], readonly string[]> = {
  throttle: ["operation", "retry_after_seconds", "remaining"],
  error: ["operation", "status", "message", "remaining"],
  slow: ["operation", "delay_ms", "phase", "remaining"],
  out_of_capacity: ["pool_id", "available", "code"],
  missing_metrics: ["pool_id", "metric", "instances"],
  late_metrics: ["pool_id", "lag_seconds"],
};

/** Checks a whole list of faults; throws InvalidField that names the first wrong field. */
export function parseFaults(value: unknown, poolIds: readonly string[]): Fault[] {
  return asList(value, "faults").map((item, index) =>
    parseFault(item, `faults[${index}]`, poolIds),
  );
}

function parseFault(value: unknown, field: string, poolIds: readonly string[]): Fault {
  const fields = asFields(value, field);
  const kind = asOneOf(fields.kind, `${field}.kind`, KINDS);
  onlyKeys(fields, field, ["kind", ...KEYS[kind]]);
  switch (kind) {
    case "throttle":
      return parseThrottle(fields, field);
    case "error":
      return parseError(fields, field);
    case "slow":
      return parseSlow(fields, field);
    case "out_of_capacity":
      return parseOutOfCapacity(fields, field, poolIds);
    case "missing_metrics":
      return parseMissingMetrics(fields, field, poolIds);
    case "late_metrics": {
      const lag = asNumber(fields.lag_seconds, `${field}.lag_seconds`, { min: 0 });
      return { kind, pool_id: parsePoolId(fields, field, poolIds), lag_seconds: lag };
    }
  }
}

function parseThrottle(fields: Fields, field: string): ThrottleFault {
  const fault: ThrottleFault = { kind: "throttle", ...parseCountable(fields, field) };
  const after = fields.retry_after_seconds;
  if (after === undefined) return fault;
  const bounds = { min: 0, integer: true };
  return { ...fault, retry_after_seconds: asNumber(after, `${field}.retry_after_seconds`, bounds) };
}

function parseError(fields: Fields, field: string): ErrorFault {
  const status = fields.status;
  if (status !== 500 && status !== 503) {
    throw new InvalidField(`${field}.status`, "must be 500 or 503");
  }
  const fault: ErrorFault = { kind: "error", status, ...parseCountable(fields, field) };
  if (fields.message === undefined) return fault;
  return { ...fault, message: asText(fields.message, `${field}.message`) };
}

function parseSlow(fields: Fields, field: string): SlowFault {
  return {
    kind: "slow",
    delay_ms: asNumber(fields.delay_ms, `${field}.delay_ms`, { min: 0, max: 600_000 }),
    phase: asOneOf(fields.phase, `${field}.phase`, ["before", "after"]),
    ...parseCountable(fields, field),
  };
}

function parseOutOfCapacity(
  fields: Fields,
  field: string,
  poolIds: readonly string[],
): OutOfCapacityFault {
  const bounds = { min: 0, integer: true };
  const fault: OutOfCapacityFault = {
    kind: "out_of_capacity",
    pool_id: parsePoolId(fields, field, poolIds),
    available: asNumber(fields.available, `${field}.available`, bounds),
  };
  if (fields.code === undefined) return fault;
  const code = asOneOf(fields.code, `${field}.code`, ["OutOfCapacity", "LimitExceeded"]);
  return { ...fault, code };
}

function parseMissingMetrics(
  fields: Fields,
  field: string,
  poolIds: readonly string[],
): MissingMetricsFault {
  const { instances, metric } = fields;
  const fault: MissingMetricsFault = {
    kind: "missing_metrics",
    pool_id: parsePoolId(fields, field, poolIds),
    instances:
      instances === "all" ? "all" : asNumber(instances, `${field}.instances`, { min: 0, max: 1 }),
  };
  return metric === undefined ? fault : { ...fault, metric: asText(metric, `${field}.metric`) };
}

function parsePoolId(fields: Fields, field: string, poolIds: readonly string[]): string {
  return asOneOf(fields.pool_id, `${field}.pool_id`, poolIds);
}

function parseCountable(fields: Fields, field: string): Countable {
  const { operation, remaining } = fields;
  const bounds = { min: 1, integer: true };
  return {
    ...(operation === undefined
      ? {}
      : { operation: asOneOf(operation, `${field}.operation`, OPERATIONS) }),
    ...(remaining === undefined
      ? {}
      : { remaining: asNumber(remaining, `${field}.remaining`, bounds) }),
  };
}
