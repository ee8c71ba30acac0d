import type { models } from "oci-monitoring";
import type { PoolConfig } from "../../core/config/node-config.ts";
import { metricsOf } from "../../core/scaling/policy.ts";
import type { Sample } from "../../core/scaling/signal.ts";
import type { MetricSource } from "../ports.ts";
import { unreadable } from "./classify.ts";
import type { OciSession } from "./session.ts";

const computeAgent = "oci_computeagent";
const windowMs = 10 * 60_000;
/** What the compute agent of each instance measures; read of every pool, and where a rule asks. */
const always = { cpu: "CpuUtilization", ram: "MemoryUtilization" };
const onDemand = { network_in: "NetworksBytesIn", network_out: "NetworksBytesOut" };

interface Query {
  metric: string;
  namespace: string;
  mql: string;
  /** Whether a stream of no instance is a value of the whole pool. */
  mayBePoolWide: boolean;
}

/** MetricSource over OCI Monitoring. A named metric that can not be read is missing, alone. */
export function ociMetricSource(session: OciSession): MetricSource {
  const ask = async (pool: PoolConfig, query: Query, atMs: number) => {
    const { monitoring } = await session();
    const { items } = await monitoring.summarizeMetricsData({
      compartmentId: pool.compartmentId,
      summarizeMetricsDataDetails: {
        namespace: query.namespace,
        query: query.mql,
        startTime: new Date(atMs - windowMs),
        endTime: new Date(atMs),
      },
    });
    return items.flatMap((stream) => samplesOf(query, stream, items.length === 1));
  };
  return {
    read: async (pool, atMs) => {
      const reads = queriesOf(pool).map((query) => ask(pool, query, atMs));
      const answers = await Promise.allSettled(reads);
      const read = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
      const failed = answers.find((answer) => answer.status === "rejected");
      if (failed && !read.length) throw unreadable("SummarizeMetricsData", failed.reason);
      return read;
    },
  };
}

function queriesOf({ oraclePoolId, policy, metrics }: PoolConfig): Query[] {
  const named = metrics.map(({ name, query, namespace }) => ({
    metric: name,
    namespace: namespace ?? computeAgent,
    mql: query.replaceAll("$pool_id", oraclePoolId),
    mayBePoolWide: true,
  }));
  const names = new Set(named.map(({ metric }) => metric));
  const asked = metricsOf(policy.rule);
  const wanted = Object.entries(onDemand).filter(([name]) => asked.includes(name));
  const measured = [...Object.entries(always), ...wanted].filter(([name]) => !names.has(name));
  const builtIn = measured.map(([metric, name]) => ({
    metric,
    namespace: computeAgent,
    mql: `${name}[1m]{instancePoolId = "${oraclePoolId}"}.groupBy(resourceId).mean()`,
    mayBePoolWide: false,
  }));
  return [...builtIn, ...named];
}

/** A stream without points says nothing; it does not say zero. */
function samplesOf(query: Query, stream: models.MetricData, isOnly: boolean): Sample[] {
  const instanceId = stream.dimensions.resourceId ?? null;
  if (instanceId === null && !(query.mayBePoolWide && isOnly)) return [];
  return stream.aggregatedDatapoints.map(({ timestamp, value }) => ({
    instanceId,
    metric: query.metric,
    atMs: new Date(timestamp).getTime(),
    value,
  }));
}
