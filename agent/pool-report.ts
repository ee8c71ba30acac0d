import type { PoolConfig } from "../core/config/node-config.ts";
import type { PoolReport } from "../core/contract/agent-contract.ts";
import { neededMetricsOf } from "../core/scaling/policy.ts";
import type { ReasonCode } from "../core/scaling/reason.ts";
import { type MetricSignal, metricOf, type Signal } from "../core/scaling/signal.ts";
import type { CycleResult } from "./cycle.ts";

type Health = Pick<PoolReport, "status" | "statusReason">;
type DecidedResult = Extract<CycleResult, { kind: "decided" }>;

/**
 * A pool's latest state for the hub. A pool that could not be read keeps what was last measured,
 * and its time: nothing is measured twice.
 */
export function poolReport(
  pool: PoolConfig,
  result: CycleResult,
  previous: PoolReport | null,
): PoolReport {
  const { oraclePoolId, name } = pool;
  if (result.kind === "undecided") {
    const health = { status: "error", statusReason: cut(result.reason) } as const;
    return { ...neverMeasured, ...previous, oraclePoolId, name, ...health };
  }
  const { signal, reading } = result;
  const cpu = metricOf(signal, "cpu");
  const ram = metricOf(signal, "ram");
  const health = healthOf(pool, result);
  return {
    oraclePoolId,
    name,
    currentInstances: reading.state.size,
    activeInstances: signal.runningInstances,
    cpuAvgPercent: cpu?.mean ?? null,
    cpuMaxPercent: cpu?.max ?? null,
    ramAvgPercent: ram?.mean ?? null,
    ramMaxPercent: ram?.max ?? null,
    status: health.status,
    statusReason: health.statusReason && cut(health.statusReason),
    isActive: exists(result) && pool.policy.mode !== "paused",
    sampledAtMs: result.atMs,
  };
}

const neverMeasured = {
  currentInstances: 0,
  activeInstances: 0,
  cpuAvgPercent: null,
  cpuMaxPercent: null,
  ramAvgPercent: null,
  ramMaxPercent: null,
  isActive: false,
  sampledAtMs: null,
};

function exists({ reading }: DecidedResult): boolean {
  return reading.state.lifecycle !== "TERMINATING" && reading.state.lifecycle !== "TERMINATED";
}

/** The worst thing that is wrong with the pool. */
function healthOf(pool: PoolConfig, result: DecidedResult): Health {
  const { decision, outcome, reading, shortage } = result;
  const { lifecycle } = reading.state;
  if (outcome?.kind === "failed") {
    return error(`Resize to ${decision.targetSize} failed: ${outcome.message}`);
  }
  if (decision.kind === "resize" && outcome === null) {
    return error(`It is not known yet whether OCI resized the pool to ${decision.targetSize}.`);
  }
  if (!exists(result) || lifecycle === "STOPPED" || lifecycle === "STOPPING") {
    return error(`OCI says that the pool is ${lifecycle}.`);
  }
  if (shortage) return warning(`OCI: ${shortage}`);
  if (outcome?.kind === "refused") return warning(`OCI: ${outcome.message}`);
  return metricHealth(pool, result) ?? limitHealth(result) ?? healthy;
}

function metricHealth({ policy }: PoolConfig, { signal }: DecidedResult): Health | null {
  if (signal.runningInstances === 0) return null;
  const gaps = neededMetricsOf(policy.rule).flatMap((metric) => {
    const seen = metricOf(signal, metric);
    if (seen && isCovered(seen, signal)) return [];
    const name = metric === "cpu" || metric === "ram" ? metric.toUpperCase() : metric;
    // Some, but not all of them: never "0 %" nor "100 %".
    const percent = Math.min(99, Math.max(1, Math.round(seen?.coveragePercent ?? 0)));
    const covered = `${percent} % of running instances`;
    return [
      seen?.freshness === "partial"
        ? `${name} data covers only ${covered}`
        : `${name} data is ${seen?.freshness ?? "missing"}`,
    ];
  });
  return gaps.length ? warning(`${gaps.join("; ")}.`) : null;
}

/** Whether every running instance reports, but for those that only just started. */
function isCovered({ freshness, coveragePercent }: MetricSignal, signal: Signal): boolean {
  const { runningInstances, warmingInstances } = signal;
  const silent = Math.round(runningInstances * (1 - coveragePercent / 100)) - warmingInstances;
  return freshness === "fresh" || silent <= 0;
}

function limitHealth({ decision }: DecidedResult): Health | null {
  if (decision.kind !== "hold") return null;
  const clip = decision.reasons.findLast(({ code }) => Object.hasOwn(clips, code));
  return clip ? warning(clips[clip.code]?.(decision.currentSize) ?? "") : null;
}

/** The load asks for more, and a person should know what stands in the way. */
const clips: Readonly<Partial<Record<ReasonCode, (size: number) => string>>> = {
  CLIPPED_TO_MAX: (size) => `The load asks for more than the maximum of ${size}.`,
  NODE_CEILING: (size) => `The load asks for more than ${size}, and the node's total is used up.`,
  CAPACITY_SHORTAGE: (size) => `The load asks for more than ${size}, and OCI has no more to give.`,
};

const healthy: Health = { status: "healthy", statusReason: null };

function warning(statusReason: string): Health {
  return { status: "warning", statusReason };
}

function error(statusReason: string): Health {
  return { status: "error", statusReason };
}

function cut(text: string): string {
  return text.slice(0, 300);
}
