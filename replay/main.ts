import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { choosePool } from "./choose-pool.ts";
import { readDemand } from "./read-demand.ts";
import { type Options, readOptions, usage } from "./read-options.ts";
import { readSamples } from "./read-samples.ts";
import { Refusal } from "./refusal.ts";
import { replayDemand } from "./replay-demand.ts";
import { replayRecording } from "./replay-recording.ts";
import type { Report } from "./report.ts";
import { summaryTable } from "./summary-table.ts";

function reportOf(options: Options): Report {
  const { pool, notes } = choosePool(textOf(options.configFile), options.configFile, options.pool);
  const { kind, file } = options.source;
  const report =
    kind === "demand"
      ? replayDemand(pool, readDemand(textOf(file), file), options)
      : replayRecording(pool, readSamples(textOf(file), file), options);
  return { ...report, notes: [...notes, ...report.notes] };
}

/** Relative to where the command was typed, which npm tells. */
function textOf(file: string): string {
  try {
    return readFileSync(resolve(process.env.INIT_CWD ?? ".", file), "utf8");
  } catch (error) {
    throw new Refusal(
      `${file} can not be read (${error instanceof Error ? error.message : error}).`,
    );
  }
}

function print({ lines, summary, fixedAtMax, notes }: Report, json: boolean): void {
  const text = json
    ? [...lines, { summary, fixedAtMax, notes }].map((line) => JSON.stringify(line)).join("\n")
    : summaryTable(summary, fixedAtMax, notes);
  process.stdout.write(`${text}\n`);
}

// A reader such as `head` may have had enough; that is no fault.
process.stdout.on("error", () => process.exit(0));
try {
  const options = readOptions(process.argv.slice(2));
  if (options) print(reportOf(options), options.json);
  else console.log(usage);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
