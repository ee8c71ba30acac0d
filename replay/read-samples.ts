import type { Sample } from "../core/scaling/signal.ts";
import { type CsvRow, csvRows, numberIn } from "./csv-rows.ts";
import { Refusal } from "./refusal.ts";
import { rowTimes } from "./row-times.ts";
import { ticksBetween } from "./ticks-between.ts";

/** Recorded samples, oldest first, with notes on how the file had them. */
export interface Recording {
  samples: Sample[];
  notes: string[];
}

/** Reads `timestamp,instance_id,metric,value`; an empty id is the whole pool. Throws Refusal. */
export function readSamples(csv: string, file: string): Recording {
  const rows = csvRows(csv, file, ["timestamp", "instance_id", "metric", "value"]);
  const times = rowTimes(rows, file);
  const read = rows.map((row, index) => sampleIn(row, times[index] ?? 0, file));
  refuseDoubled(read, rows, file);
  const samples = read.toSorted((a, b) => a.atMs - b.atMs);
  ticksBetween(samples[0]?.atMs ?? 0, samples.at(-1)?.atMs ?? 0, file);
  const firstLate = times.findIndex((atMs, index) => atMs < (times[index - 1] ?? atMs));
  const line = rows[firstLate]?.line;
  const notes = line
    ? [`${file}, line ${line}: its time is before that of the row above; rows were put in order.`]
    : [];
  return { samples, notes };
}

function sampleIn(row: CsvRow, atMs: number, file: string): Sample {
  const metric = row.cell("metric");
  if (!metric) throw new Refusal(`${file}, line ${row.line}: it names no metric.`);
  const value = numberIn(row, "value", file);
  const isPercent = metric === "cpu" || metric === "ram";
  if (isPercent && (value < 0 || value > 100)) {
    throw new Refusal(`${file}, line ${row.line}: ${metric} ${value} is not within 0 to 100 %.`);
  }
  return { instanceId: row.cell("instance_id") || null, metric, atMs, value };
}

function refuseDoubled(samples: readonly Sample[], rows: readonly CsvRow[], file: string): void {
  const lines = new Map<string, number>();
  for (const [index, { instanceId, metric, atMs }] of samples.entries()) {
    const key = `${atMs},${instanceId ?? ""},${metric}`;
    const { line = 0 } = rows[index] ?? {};
    const known = lines.get(key);
    if (known !== undefined) {
      throw new Refusal(
        `${file}, line ${line}: line ${known} has a value of the same metric, instance and time.`,
      );
    }
    lines.set(key, line);
  }
}
