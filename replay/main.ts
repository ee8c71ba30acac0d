import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readDemand } from "./demand.ts";
import { choosePool } from "./pool.ts";
import { Refusal } from "./refusal.ts";
import { type Report, replayDemand, replayRecorded } from "./replay-pool.ts";
import { readSamples } from "./samples.ts";
import { tableOf } from "./table.ts";
import { readWishes, type Wishes } from "./wishes.ts";

function reportOf(wishes: Wishes): Report {
  const { pool, notes } = choosePool(textOf(wishes.configFile), wishes.configFile, wishes.pool);
  const { kind, file } = wishes.source;
  const report =
    kind === "demand"
      ? replayDemand(pool, readDemand(textOf(file), file), wishes)
      : replayRecorded(pool, readSamples(textOf(file), file), wishes);
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
    : tableOf(summary, fixedAtMax, notes);
  process.stdout.write(`${text}\n`);
}

// A reader such as `head` may have had enough; that is no fault.
process.stdout.on("error", () => process.exit(0));
try {
  const wishes = readWishes(process.argv.slice(2));
  print(reportOf(wishes), wishes.json);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
