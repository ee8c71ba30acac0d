import { tickSeconds } from "../core/scaling/replay.ts";
import { numberIn, rowsOf, timeIn } from "./csv.ts";
import { Refusal } from "./refusal.ts";

/** A demand at each tick from `startMs` on. */
export interface DemandSeries {
  startMs: number;
  demands: number[];
  /** Whether rows lie apart otherwise than ticks do, so that some were carried forward. */
  resampled: boolean;
}

/** Ticks so many that nobody means it: two years. */
const mostTicks = 1_051_200;

/** Reads `timestamp,demand`; at each tick the last row by then counts. Throws Refusal. */
export function readDemand(csv: string, file: string): DemandSeries {
  const rows = rowsOf(csv, file, ["timestamp", "demand"]).map((row) => ({
    line: row.line,
    atMs: timeIn(row, file),
    demand: numberIn(row, "demand", file),
  }));
  for (const [index, { line, atMs, demand }] of rows.entries()) {
    if (demand < 0) throw new Refusal(`${file}, line ${line}: demand ${demand} is below 0.`);
    if (index > 0 && atMs <= (rows[index - 1]?.atMs ?? 0)) {
      throw new Refusal(
        `${file}, line ${line}: its time is not later than that of the row before.`,
      );
    }
  }
  const startMs = rows[0]?.atMs ?? 0;
  const stepMs = tickSeconds * 1000;
  const ticks = Math.floor(((rows.at(-1)?.atMs ?? 0) - startMs) / stepMs) + 1;
  if (ticks > mostTicks)
    throw new Refusal(`${file} covers ${ticks} minutes; two years is the most.`);
  const demands = new Array<number>(ticks);
  let row = 0;
  for (let tick = 0; tick < ticks; tick += 1) {
    while ((rows[row + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= startMs + tick * stepMs) row += 1;
    demands[tick] = rows[row]?.demand ?? 0;
  }
  return { startMs, demands, resampled: ticks !== rows.length };
}
