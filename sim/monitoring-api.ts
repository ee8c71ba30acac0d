import { asFields, asText, InvalidField } from "./checked-fields.ts";
import type { Cloud } from "./cloud.ts";
import { HISTORY_MS } from "./cloud-state.ts";
import { requireCompartment } from "./compartment.ts";
import { availabilityDomain, SHAPE } from "./core-bodies.ts";
import type { Demand } from "./demand/demand.ts";
import type { Answer, Call } from "./exchange.ts";
import { METRICS, type Metric, type Report, reportsOf, withoutFraction } from "./metrics.ts";
import {
  BadQuery,
  type Dimensions,
  type MetricQuery,
  parseIntervalMinutes,
  parseMql,
} from "./mql.ts";
import { invalidParameter } from "./oci-error.ts";
import { parseJson } from "./parse-json.ts";
import type { Instance, Pool } from "./pool.ts";
import { aggregate, streamsOf, type Windows } from "./summarize.ts";

const NAMESPACE = "oci_computeagent";
const DEFAULT_WINDOW_MS = 3 * 3600_000;
/** OCI's limits on one answer. */
const MAX_WINDOW_MS = 90 * 24 * 3600_000;
const MAX_DATA_POINTS = 100_000;
const DEFAULT_MEMORY_PERCENT_BASE = 30;

interface Question {
  namespace: string;
  query: MetricQuery;
  windows: Windows;
}

/** SummarizeMetricsData of OCI's Monitoring API (20180401). Unknown names match no data, as in OCI. */
export function summarizeMetricsData(
  cloud: Cloud,
  call: Call,
  demands: ReadonlyMap<string, Demand>,
): Answer {
  requireCompartment(cloud.scenario, call.query);
  const { namespace, query, windows } = parseQuestion(cloud, parseJson(call.body));
  const metric = METRICS.find((known) => known === query.metric);
  if (namespace !== NAMESPACE || metric === undefined) return { status: 200, body: [] };
  const reports = cloud.state.pools.flatMap((pool) =>
    matchingReports(cloud, { pool, metric, query, windows, demand: demands.get(pool.id) }),
  );
  const body = streamsOf(reports, query.grouping)
    .map((stream) => ({
      namespace,
      resourceGroup: null,
      compartmentId: cloud.scenario.compartment_id,
      name: metric,
      dimensions: stream.dimensions,
      metadata: { displayName: metric, unit: "Percent" },
      resolution: null,
      aggregatedDatapoints: aggregate(stream.points, query.statistic, windows),
    }))
    .filter((data) => data.aggregatedDatapoints.length > 0);
  const count = body.reduce((total, data) => total + data.aggregatedDatapoints.length, 0);
  if (count > MAX_DATA_POINTS) {
    throw invalidParameter(`query would return ${count} data points; at most ${MAX_DATA_POINTS}`);
  }
  return { status: 200, body };
}

function matchingReports(
  cloud: Cloud,
  asked: {
    pool: Pool;
    metric: Metric;
    query: MetricQuery;
    windows: Windows;
    demand: Demand | undefined;
  },
): (Report & { dimensions: Dimensions })[] {
  const { pool, metric, query, windows, demand } = asked;
  const { filters } = query;
  if (demand === undefined) return [];
  if (filters.instancePoolId !== undefined && filters.instancePoolId !== pool.id) return [];
  const spec = cloud.scenario.pools.find((known) => known.id === pool.id);
  const lagSeconds = Math.max(
    cloud.scenario.metrics_lag_seconds,
    cloud.faults.lagSecondsOf(pool.id),
  );
  const source = {
    pool,
    demand,
    memoryPercentBase: spec?.memory_percent_base ?? DEFAULT_MEMORY_PERCENT_BASE,
    minuteMs: cloud.scenario.metric_minute_seconds * 1000,
  };
  const reports = reportsOf(source, metric, {
    fromMs: Math.max(
      windows.startMs - windows.intervalMs,
      pool.created_at_ms,
      cloud.now() - HISTORY_MS,
    ),
    toMs: Math.min(windows.endMs, cloud.now() - lagSeconds * 1000),
  });
  const missing = cloud.faults.missingMetricsOf(pool.id, metric)?.instances ?? 0;
  return withoutFraction(reports, missing)
    .map((report) => ({ ...report, dimensions: dimensionsOf(cloud, pool, report.instance) }))
    .filter(({ dimensions }) => matches(dimensions, filters));
}

function matches(dimensions: Dimensions, filters: Partial<Dimensions>): boolean {
  return Object.entries(filters).every(([name, value]) => {
    return dimensions[name as keyof Dimensions] === value;
  });
}

function dimensionsOf({ scenario }: Cloud, pool: Pool, instance: Instance): Dimensions {
  return {
    resourceId: instance.id,
    instancePoolId: pool.id,
    resourceDisplayName: instance.display_name,
    availabilityDomain: availabilityDomain(scenario),
    faultDomain: instance.fault_domain,
    region: scenario.region,
    shape: SHAPE,
  };
}

function parseQuestion(cloud: Cloud, body: unknown): Question {
  try {
    const fields = asFields(body, "body");
    const query = parseMql(asText(fields.query, "query"));
    const minuteMs = cloud.scenario.metric_minute_seconds * 1000;
    const intervalMs = query.intervalMinutes * minuteMs;
    const resolution = fields.resolution ?? null;
    const resolutionMs =
      resolution === null
        ? intervalMs
        : parseIntervalMinutes(asText(resolution, "resolution"), "resolution") * minuteMs;
    const endMs = parseTime(fields.endTime, "endTime", cloud.now());
    const startMs = parseTime(fields.startTime, "startTime", endMs - DEFAULT_WINDOW_MS);
    if (startMs >= endMs) throw new InvalidField("startTime", "must be before endTime");
    if (endMs - startMs > MAX_WINDOW_MS) {
      throw new InvalidField("startTime", "must be at most 90 days before endTime");
    }
    const windows = { startMs, endMs, intervalMs, resolutionMs };
    return { namespace: asText(fields.namespace, "namespace"), query, windows };
  } catch (error) {
    if (error instanceof InvalidField || error instanceof BadQuery) {
      throw invalidParameter(error.message);
    }
    throw error;
  }
}

function parseTime(value: unknown, field: string, absentMs: number): number {
  if (value === undefined || value === null) return absentMs;
  const atMs = Date.parse(asText(value, field));
  if (Number.isNaN(atMs)) throw new InvalidField(field, "must be a time in the form of RFC 3339");
  return atMs;
}
