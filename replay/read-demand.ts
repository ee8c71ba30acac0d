import { tickSeconds } from "../core/scaling/replay.ts";
import { csvRows, numberIn } from "./csv-rows.ts";
import { Refusal } from "./refusal.ts";
import { rowTimes } from "./row-times.ts";
import { ticksBetween } from "./ticks-between.ts";

/** A demand at each tick from `startMs` on. */
export interface DemandSeries {
  startMs: number;
  demands: number[];
  /** What was made of rows that lie apart otherwise than ticks do. */
  notes: string[];
}

interface DemandRow {
  line: number;
  atMs: number;
  demand: number;
}

const stepMs = tickSeconds * 1000;
/** A demand that is carried forward for longer is worth a word. */
const longestSilentTicks = 10;
const mostHoles = 3;
/** Instances' worth of load that no pool carries; each instance takes a place in memory. */
const highestDemand = 100_000;

/** Reads `timestamp,demand`; at each tick the last row by then counts. Throws Refusal. */
export function readDemand(csv: string, file: string): DemandSeries {
  const rows = demandRows(csv, file);
  const startMs = rows[0]?.atMs ?? 0;
  const ticks = ticksBetween(startMs, rows.at(-1)?.atMs ?? 0, file);
  const demands = new Array<number>(ticks);
  let row = 0;
  for (let tick = 0; tick < ticks; tick += 1) {
    while ((rows[row + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= startMs + tick * stepMs) row += 1;
    demands[tick] = rows[row]?.demand ?? 0;
  }
  const isEven = rows.every(({ atMs }, index) => atMs === startMs + index * stepMs);
  const uneven =
    "Rows lie apart otherwise than by 60 s: at each tick the last one counts, and none after the last tick.";
  return { startMs, demands, notes: isEven ? [] : [uneven, ...holesIn(rows, file)] };
}

function demandRows(csv: string, file: string): DemandRow[] {
  const rows = csvRows(csv, file, ["timestamp", "demand"]);
  const times = rowTimes(rows, file);
  return rows.map((row, index) => {
    const { line } = row;
    const demand = numberIn(row, "demand", file);
    if (demand < 0) throw new Refusal(`${file}, line ${line}: demand ${demand} is below 0.`);
    if (demand > highestDemand) {
      throw new Refusal(`${file}, line ${line}: demand ${demand} is above ${highestDemand}.`);
    }
    const [beforeMs = Number.NEGATIVE_INFINITY, atMs = 0] = [times[index - 1], times[index]];
    if (atMs > beforeMs) return { line, atMs, demand };
    throw new Refusal(`${file}, line ${line}: its time is not later than that of the row before.`);
  });
}

function holesIn(rows: readonly DemandRow[], file: string): string[] {
  const holes = rows.flatMap(({ line, atMs, demand }, index): string[] => {
    const next = rows[index + 1];
    const minutes = ((next?.atMs ?? atMs) - atMs) / stepMs;
    if (!next || minutes <= longestSilentTicks) return [];
    const length = `${Math.floor(minutes)} minutes`;
    return [
      `${file}, line ${next.line}: ${length} after line ${line}, whose demand of ${demand} is taken for all of them.`,
    ];
  });
  const more = holes.length - mostHoles;
  return more > 0 ? [...holes.slice(0, mostHoles), `${file} has ${more} more such holes.`] : holes;
}
