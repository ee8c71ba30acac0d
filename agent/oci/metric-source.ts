import type { models } from "oci-monitoring";
import type { PoolConfig } from "../../core/config/node-config.ts";
import type { Sample } from "../../core/scaling/signal.ts";
import type { MetricSource } from "../ports.ts";
import { unreadable } from "./classify.ts";
import type { OciSession } from "./session.ts";

const namespace = "oci_computeagent";
const windowMs = 10 * 60_000;
const queries = [
  { metric: "cpu", name: "CpuUtilization" },
  { metric: "ram", name: "MemoryUtilization" },
] as const;

/** MetricSource over OCI Monitoring: what the compute agent of each instance measured. */
export function ociMetricSource(session: OciSession): MetricSource {
  const ask = async (
    pool: PoolConfig,
    { name, metric }: (typeof queries)[number],
    atMs: number,
  ) => {
    const { monitoring } = await session();
    const { items } = await monitoring.summarizeMetricsData({
      compartmentId: pool.compartmentId,
      summarizeMetricsDataDetails: {
        namespace,
        query: `${name}[1m]{instancePoolId = "${pool.oraclePoolId}"}.groupBy(resourceId).mean()`,
        startTime: new Date(atMs - windowMs),
        endTime: new Date(atMs),
      },
    });
    return items.flatMap((stream) => samplesOf(metric, stream));
  };
  return {
    read: async (pool, atMs) => {
      try {
        return (await Promise.all(queries.map((query) => ask(pool, query, atMs)))).flat();
      } catch (error) {
        throw unreadable("SummarizeMetricsData", error);
      }
    },
  };
}

/** A stream without points, or of no instance, says nothing; it does not say zero. */
function samplesOf(metric: string, stream: models.MetricData): Sample[] {
  const instanceId = stream.dimensions.resourceId;
  if (!instanceId) return [];
  return stream.aggregatedDatapoints.map(({ timestamp, value }) => ({
    instanceId,
    metric,
    atMs: new Date(timestamp).getTime(),
    value,
  }));
}
