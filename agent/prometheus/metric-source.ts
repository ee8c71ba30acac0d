import { z } from "zod";
import type { PoolConfig } from "../../core/config/node-config.ts";
import { metricsOf } from "../../core/scaling/policy.ts";
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

interface Query {
  metric: string;
  promql: string;
  /** Whether a series of no instance is a value of the whole pool. */
  mayBePoolWide: boolean;
}

/**
 * MetricSource over Prometheus and node_exporter. Every series needs two labels, which relabelling
 * or service discovery sets: `instance_id`, the OCID of the OCI instance, and `instance_pool_id`,
 * the OCID of its pool. A named metric that can not be read is missing, alone.
 */
export const prometheusMetricSource: MetricSource = {
  read: async (pool, atMs) => {
    if (pool.monitoring.kind !== "prometheus") return [];
    const { url } = pool.monitoring;
    const ask = async (query: Query) =>
      samplesOf(query, await instantQuery(url, query.promql, atMs));
    const answers = await Promise.allSettled(queriesOf(pool).map(ask));
    const read = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    const failed = answers.find((answer) => answer.status === "rejected");
    if (failed && !read.length) throw failed.reason;
    return read;
  },
};

function queriesOf({ oraclePoolId, policy, metrics }: PoolConfig): Query[] {
  const named = metrics.map(({ name, query }) => ({
    metric: name,
    promql: query.replaceAll("$pool_id", oraclePoolId),
    mayBePoolWide: true,
  }));
  const names = new Set(named.map(({ metric }) => metric));
  const asked = new Set(["cpu", "ram", ...metricsOf(policy.rule)]);
  const builtIn = Object.entries(builtInQueries(`instance_pool_id="${oraclePoolId}"`))
    .filter(([metric]) => asked.has(metric) && !names.has(metric))
    .map(([metric, promql]) => ({ metric, promql, mayBePoolWide: false }));
  return [...builtIn, ...named];
}

/** What node_exporter measures: CPU and RAM in percent, network in bytes per second. */
function builtInQueries(ours: string): Record<string, string> {
  const idle = `rate(node_cpu_seconds_total{mode="idle",${ours}}[5m])`;
  const available = `node_memory_MemAvailable_bytes{${ours}}`;
  const total = `node_memory_MemTotal_bytes{${ours}}`;
  const bytes = (name: string) =>
    `sum by (instance_id) (rate(node_network_${name}_bytes_total{device!="lo",${ours}}[5m]))`;
  return {
    cpu: `100 * (1 - avg by (instance_id) (${idle}))`,
    ram: `100 * (1 - avg by (instance_id) (${available} / ${total}))`,
    network_in: bytes("receive"),
    network_out: bytes("transmit"),
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
  { metric, mayBePoolWide }: Query,
  result: z.infer<typeof answerSchema>["data"]["result"],
): Sample[] {
  const isOnly = result.length === 1;
  return result.flatMap(({ metric: labels, value: [atSeconds, text] }) => {
    const instanceId = labels.instance_id ?? null;
    if (instanceId === null && !(mayBePoolWide && isOnly)) return [];
    // A rate over idle time can come out a little above 1.
    const value = mayBePoolWide ? Number(text) : Math.max(0, Number(text));
    if (!Number.isFinite(value)) return [];
    return [{ instanceId, metric, atMs: atSeconds * 1000, value }];
  });
}
