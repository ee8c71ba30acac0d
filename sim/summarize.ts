import type { DataPoint, Report } from "./metrics.ts";
import type { Dimension, Dimensions, Grouping, Statistic } from "./mql.ts";

/** One line of data: its dimensions and the raw points of every instance in it. */
interface Stream {
  dimensions: Partial<Dimensions>;
  points: DataPoint[];
}

/** As in OCI: without grouping every instance is a stream; a group shows only its own dimensions. */
export function streamsOf(
  reports: readonly (Report & { dimensions: Dimensions })[],
  grouping: Grouping,
): Stream[] {
  const streams = new Map<string, Stream>();
  for (const { points, dimensions } of reports) {
    const shown = grouping.kind === "each" ? dimensions : pick(dimensions, shownBy(grouping));
    const key = grouping.kind === "each" ? dimensions.resourceId : JSON.stringify(shown);
    const stream = streams.get(key) ?? { dimensions: shown, points: [] };
    stream.points.push(...points);
    streams.set(key, stream);
  }
  return [...streams.values()];
}

function shownBy(grouping: Exclude<Grouping, { kind: "each" }>): Dimension[] {
  return grouping.kind === "by" ? grouping.dimensions : [];
}

function pick(dimensions: Dimensions, names: readonly Dimension[]): Partial<Dimensions> {
  return Object.fromEntries(names.map((name) => [name, dimensions[name]]));
}

export interface Windows {
  startMs: number;
  endMs: number;
  intervalMs: number;
  resolutionMs: number;
}

/**
 * One data point per window that has data. A window is as long as the interval; they begin one
 * resolution apart; the timestamp is the window's end, and `endMs` itself is left out.
 */
export function aggregate(
  points: readonly DataPoint[],
  statistic: Statistic,
  windows: Windows,
): { timestamp: string; value: number }[] {
  const byWindowEnd = new Map<number, number[]>();
  for (const { atMs, value } of points) {
    const last = atMs + windows.intervalMs;
    const first = Math.ceil(atMs / windows.resolutionMs) * windows.resolutionMs;
    for (let end = first; end < last; end += windows.resolutionMs) {
      if (end < windows.startMs || end >= windows.endMs) continue;
      const values = byWindowEnd.get(end) ?? [];
      values.push(value);
      byWindowEnd.set(end, values);
    }
  }
  return [...byWindowEnd]
    .sort(([a], [b]) => a - b)
    .map(([end, values]) => ({
      timestamp: new Date(end).toISOString(),
      value: sum(values, statistic),
    }));
}

function sum(values: readonly number[], statistic: Statistic): number {
  switch (statistic) {
    case "mean":
      return values.reduce((total, value) => total + value, 0) / values.length;
    case "max":
      return values.reduce((most, value) => Math.max(most, value), -Infinity);
    case "min":
      return values.reduce((least, value) => Math.min(least, value), Infinity);
    case "count":
      return values.length;
  }
}
