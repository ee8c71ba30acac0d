import type { Demand } from "./demand/demand.ts";
import { hashFraction } from "./hash-fraction.ts";
import { type Instance, instanceStateAt, type Pool } from "./pool.ts";

export const METRICS = ["CpuUtilization", "MemoryUtilization"] as const;
export type Metric = (typeof METRICS)[number];

export interface DataPoint {
  atMs: number;
  value: number;
}

/** What one instance reported, oldest first. */
export interface Report {
  instance: Instance;
  points: DataPoint[];
}

interface MetricSource {
  pool: Pool;
  demand: Demand;
  memoryPercentBase: number;
  minuteMs: number;
}

const MEMORY_PERCENT_PER_CPU_PERCENT = 0.4;
/** An instance differs from its pool's mean by up to this part of the value, either way. */
const JITTER = 0.02;

/**
 * What the instances of a pool reported after `fromMs` and up to `toMs`. It is derived from the
 * lifetimes of the instances and the demand, both functions of time, so that history is right
 * whoever asks and whenever, also after a restart.
 *
 * A data point carries the end of the minute that it sums up; an instance reports once it has been
 * running for a whole minute.
 */
export function reportsOf(
  source: MetricSource,
  metric: Metric,
  window: { fromMs: number; toMs: number },
): Report[] {
  const { pool, minuteMs } = source;
  const reports = new Map<Instance, DataPoint[]>();
  const first = Math.floor(window.fromMs / minuteMs) + 1;
  const last = Math.floor(window.toMs / minuteMs);
  for (let minute = first; minute <= last; minute++) {
    const atMs = minute * minuteMs;
    const running = pool.instances.filter((i) => instanceStateAt(i, atMs) === "RUNNING");
    const cpuPercent = (100 * source.demand(atMs)) / Math.max(1, running.length);
    for (const instance of running) {
      if (instance.running_at_ms + minuteMs > atMs) continue;
      const points = reports.get(instance) ?? [];
      points.push({ atMs, value: levelOf(source, metric, { instance, atMs, cpuPercent }) });
      reports.set(instance, points);
    }
  }
  return [...reports].map(([instance, points]) => ({ instance, points }));
}

function levelOf(
  source: MetricSource,
  metric: Metric,
  at: { instance: Instance; atMs: number; cpuPercent: number },
): number {
  const cpu = Math.min(100, at.cpuPercent);
  const level =
    metric === "CpuUtilization"
      ? cpu
      : source.memoryPercentBase + MEMORY_PERCENT_PER_CPU_PERCENT * cpu;
  const sway = 2 * hashFraction(`${at.instance.id}/${metric}/${at.atMs}`) - 1;
  return Math.min(100, level * (1 + JITTER * sway));
}

/** Leaves out a fraction of the reporting instances, always the same ones. */
export function withoutFraction(reports: Report[], missing: "all" | number): Report[] {
  const count = missing === "all" ? reports.length : Math.round(missing * reports.length);
  const silent = new Set(
    reports
      .map(({ instance }) => instance.id)
      .sort((a, b) => hashFraction(`silent/${a}`) - hashFraction(`silent/${b}`))
      .slice(0, count),
  );
  return reports.filter(({ instance }) => !silent.has(instance.id));
}
