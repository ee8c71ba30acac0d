import type { Spark } from "../../../core/contract/site-contract.ts";

interface SparkFrame {
  fromMs: number;
  toMs: number;
  /** The size that reaches the top. */
  maxSize: number;
  width: number;
  height: number;
}

/** SVG path data; empty where nothing was measured. */
interface SparkLines {
  sizeArea: string;
  sizeLine: string;
  cpuLine: string;
  /** What the lines show, in words. */
  label: string;
}

interface Point {
  atMs: number;
  currentInstances: number;
  cpuAvgPercent: number | null;
}

type Scale = { x: (atMs: number) => number; y: (ratio: number) => number };

/** No report for so long is a gap, drawn as one; the same time after which a node is offline. */
const gapMs = 5 * 60_000;

export function sparkLines(spark: Spark, frame: SparkFrame): SparkLines {
  const points = pointsOf(spark).filter(({ atMs }) => atMs >= frame.fromMs && atMs <= frame.toMs);
  const top = Math.max(frame.maxSize, ...points.map((p) => p.currentInstances), 1);
  const scale = scaleOf(frame);
  const sizeRuns = runs(points).map((run) => steps(run, { top, scale, toMs: frame.toMs }));
  const cpuRuns = runs(points.filter(hasCpu), (a, b) => points.indexOf(b) - points.indexOf(a) > 1);
  const floor = round(scale.y(0));
  return {
    sizeLine: sizeRuns.map(({ line }) => `M${line}`).join(""),
    sizeArea: sizeRuns
      .map(({ line, fromX, toX }) => `M${fromX} ${floor}L${line}L${toX} ${floor}Z`)
      .join(""),
    cpuLine: cpuRuns.map((run) => cpuPath(run, scale)).join(""),
    label: describe(points),
  };
}

function pointsOf({ startMs, stepMs, sizes, cpuPercents }: Spark): Point[] {
  return sizes.flatMap((currentInstances, step) => {
    if (currentInstances === null) return [];
    return [
      { atMs: startMs + step * stepMs, currentInstances, cpuAvgPercent: cpuPercents[step] ?? null },
    ];
  });
}

function scaleOf({ fromMs, toMs, width, height }: SparkFrame): Scale {
  // Half a stroke of room, so that a line at the very top or bottom is not cut.
  const inset = 1;
  return {
    x: (atMs) => ((atMs - fromMs) / (toMs - fromMs)) * width,
    y: (ratio) => height - inset - Math.min(1, Math.max(0, ratio)) * (height - 2 * inset),
  };
}

/** Splits where reports were missing, or where `broken` says so. */
function runs<P extends Point>(
  points: readonly P[],
  broken: (a: P, b: P) => boolean = () => false,
): P[][] {
  const all: P[][] = [];
  for (const point of points) {
    const run = all.at(-1);
    const last = run?.at(-1);
    if (run && last && point.atMs - last.atMs <= gapMs && !broken(last, point)) run.push(point);
    else all.push([point]);
  }
  return all;
}

function steps(
  run: readonly Point[],
  { top, scale, toMs }: { top: number; scale: Scale; toMs: number },
): { line: string; fromX: number; toX: number } {
  const corners: string[] = [];
  let lastY: number | null = null;
  for (const { atMs, currentInstances } of run) {
    const x = round(scale.x(atMs));
    const y = round(scale.y(currentInstances / top));
    if (lastY !== null && lastY !== y) corners.push(`${x} ${lastY}`);
    if (lastY !== y) corners.push(`${x} ${y}`);
    lastY = y;
  }
  const [first, last] = [run[0], run.at(-1)];
  const lastMs = last?.atMs ?? toMs;
  // The newest size holds until now, unless the reports have stopped.
  const toX = round(scale.x(toMs - lastMs <= gapMs ? toMs : lastMs));
  return {
    line: [...corners, `${toX} ${lastY}`].join("L"),
    fromX: round(scale.x(first?.atMs ?? toMs)),
    toX,
  };
}

function hasCpu(point: Point): point is Point & { cpuAvgPercent: number } {
  return point.cpuAvgPercent !== null;
}

function cpuPath(run: readonly (Point & { cpuAvgPercent: number })[], { x, y }: Scale): string {
  const corners = run.map((p) => `${round(x(p.atMs))} ${round(y(p.cpuAvgPercent / 100))}`);
  // A lone point gets a line of no length, which round caps draw as a dot.
  return corners.length === 1 ? `M${corners[0]}h0` : `M${corners.join("L")}`;
}

function describe(points: readonly Point[]): string {
  if (points.length === 0) return "No reports in the last 30 minutes";
  const size = span(points.map((p) => p.currentInstances));
  const cpu = points.filter(hasCpu).map((p) => Math.round(p.cpuAvgPercent));
  const load = cpu.length > 0 ? `CPU ${span(cpu)} %` : "no CPU data";
  return `Last 30 minutes: size ${size}, ${load}`;
}

function span(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? `${low}` : `${low} to ${high}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
