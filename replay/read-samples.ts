import type { Sample } from "../core/scaling/signal.ts";
import { numberIn, rowsOf, timeIn } from "./csv.ts";
import { Refusal } from "./refusal.ts";

/** Reads `timestamp,instance_id,metric,value`, oldest first; an empty id is the whole pool. Throws Refusal. */
export function readSamples(csv: string, file: string): Sample[] {
  const samples = rowsOf(csv, file, ["timestamp", "instance_id", "metric", "value"]).map((row) => {
    const metric = row.cell("metric");
    if (!metric) throw new Refusal(`${file}, line ${row.line}: it names no metric.`);
    const instanceId = row.cell("instance_id") || null;
    return { instanceId, metric, atMs: timeIn(row, file), value: numberIn(row, "value", file) };
  });
  return samples.toSorted((a, b) => a.atMs - b.atMs);
}
