import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { runWorld, type WorldResult } from "./world.ts";

const usage =
  "Usage: npm run simulate -- [--seeds N] [--seed S]: N worlds from seed S on, " +
  "500 from 1 without options, and with --seed alone one world with its whole trace.";
const shownLines = 30;

/** What stops the command; its message is the one sentence that people see. */
class CannotRun extends Error {}

interface Worlds {
  first: number;
  count: number;
  showsTrace: boolean;
}

/** Null where help was asked for. Throws CannotRun. */
function readCommandLine(args: string[]): Worlds | null {
  const { seed, seeds, help } = parsed(args);
  if (help) return null;
  return {
    first: countIn("--seed", seed ?? "1"),
    count: countIn("--seeds", seeds ?? (seed === undefined ? "500" : "1")),
    showsTrace: seed !== undefined && seeds === undefined,
  };
}

function parsed(args: string[]) {
  try {
    const help = { type: "boolean", short: "h" } as const;
    return parseArgs({
      args,
      options: { seed: { type: "string" }, seeds: { type: "string" }, help },
    }).values;
  } catch (error) {
    const [said = ""] = String(error instanceof Error ? error.message : error).split("\n");
    // Node calls what follows ambiguous where it begins with a dash, as "-5" does.
    const option = /^Option '(--seeds?)\b/.exec(said)?.[1];
    if (option) throw new CannotRun(`${option} must be a whole number from 1 on.`);
    throw new CannotRun(`${said.replace(/\.$/, "")}.`);
  }
}

function countIn(option: string, given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= 2 ** 31) return value;
  throw new CannotRun(`${option} must be a whole number from 1 on, not "${given}".`);
}

async function simulate({ first, count, showsTrace }: Worlds): Promise<number> {
  const startedMs = performance.now();
  const sums = { decisions: 0, actions: 0, restarts: 0 };
  const troubles = new Map<string, number>();
  const digest = createHash("sha256");
  for (let seed = first; seed < first + count; seed += 1) {
    const result = await runWorld(seed);
    if (showsTrace) showTrace(result);
    if (result.violation) return showViolation(result, showsTrace ? 0 : shownLines);
    for (const line of result.trace) digest.update(line);
    for (const key of ["decisions", "actions", "restarts"] as const) sums[key] += result[key];
    for (const [trouble, times] of result.troubles) {
      troubles.set(trouble, (troubles.get(trouble) ?? 0) + times);
    }
    const done = seed - first + 1;
    if (done % 500 === 0) console.error(`${done} of ${count} worlds`);
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.error(`in ${seconds} s`);
  console.log(
    count === 1
      ? `seed ${first}, no violation`
      : `${count} worlds from seed ${first} on, no violation`,
  );
  console.log(`decisions ${sums.decisions}, actions ${sums.actions}, restarts ${sums.restarts}`);
  console.log([...troubles].map(([trouble, times]) => `${trouble} ${times}`).join(", "));
  console.log(`digest ${digest.digest("hex")}`);
  return 0;
}

function showTrace({ trace }: WorldResult): void {
  console.log("   seconds what happened (docs/simulation.md says how to read it)");
  console.log(trace.join("\n"));
}

/** @param lines of the trace up to the violation */
function showViolation({ seed, trace, violation }: WorldResult, lines: number): number {
  const end = trace.findIndex((line) => line.includes("VIOLATION")) + 1;
  for (const line of trace.slice(Math.max(0, end - lines), end)) console.log(line);
  console.log(`Seed ${seed} broke a promise: ${violation?.message}`);
  console.log(`Replay it: npm run simulate -- --seed ${seed}`);
  return 1;
}

try {
  const worlds = readCommandLine(process.argv.slice(2));
  if (worlds) process.exitCode = await simulate(worlds);
  else console.log(usage);
} catch (error) {
  if (!(error instanceof CannotRun)) throw error;
  console.error(`${error.message} ${usage}`);
  process.exitCode = 1;
}
