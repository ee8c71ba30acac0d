import { z } from "zod";
import type { PoolConfig } from "../../core/config/node-config.ts";
import type { Sample } from "../../core/scaling/signal.ts";
import { AgentFault, messageOf } from "../agent-fault.ts";
import type { MetricSource } from "../ports.ts";

const timeoutMs = 10_000;

const answerSchema = z.object({
  status: z.literal("success"),
  data: z.object({
    resultType: z.literal("vector"),
    result: z.array(
      z.object({
        metric: z.object({ instance_id: z.string().optional() }),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/**
 * MetricSource over Prometheus and node_exporter. Every series needs two labels, which relabelling
 * or service discovery sets: `instance_id`, the OCID of the OCI instance, and `instance_pool_id`,
 * the OCID of its pool.
 */
export const prometheusMetricSource: MetricSource = {
  read: async (pool, atMs) => {
    if (pool.monitoring.kind !== "prometheus") return [];
    const { url } = pool.monitoring;
    const ask = async ([metric, query]: [string, string]) =>
      samplesOf(metric, await instantQuery(url, query, atMs));
    return (await Promise.all(Object.entries(queriesOf(pool)).map(ask))).flat();
  },
};

function queriesOf({ oraclePoolId }: PoolConfig): { cpu: string; ram: string } {
  const ours = `instance_pool_id="${oraclePoolId}"`;
  const idle = `rate(node_cpu_seconds_total{mode="idle",${ours}}[5m])`;
  const available = `node_memory_MemAvailable_bytes{${ours}}`;
  const total = `node_memory_MemTotal_bytes{${ours}}`;
  return {
    cpu: `100 * (1 - avg by (instance_id) (${idle}))`,
    ram: `100 * (1 - avg by (instance_id) (${available} / ${total}))`,
  };
}

async function instantQuery(url: string, query: string, atMs: number) {
  const asked = new URL(`${url.replace(/\/+$/, "")}/api/v1/query`);
  asked.search = new URLSearchParams({ query, time: String(atMs / 1000) }).toString();
  try {
    const response = await fetch(asked, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return answerSchema.parse(await response.json()).data.result;
  } catch (cause) {
    const message = `Prometheus at ${asked.origin} can not be read: ${messageOf(cause)}`;
    throw new AgentFault("METRICS_UNREADABLE", message, { cause });
  }
}

/** Values such as NaN (no sample in the rate's window) and series without our label are left out. */
function samplesOf(
  metric: string,
  result: z.infer<typeof answerSchema>["data"]["result"],
): Sample[] {
  return result.flatMap(({ metric: labels, value: [atSeconds, text] }) => {
    // A rate over idle time can come out a little above 1.
    const value = Math.max(0, Number(text));
    if (!labels.instance_id || !Number.isFinite(value)) return [];
    return [{ instanceId: labels.instance_id, metric, atMs: atSeconds * 1000, value }];
  });
}
