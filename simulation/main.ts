import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { runWorld, type WorldResult } from "./world.ts";

const usage = "Usage: npm run simulate -- [--seeds N] [--seed S]";
const shownLines = 30;

/** Whole numbers from 1 on; throws an Error that says what is wrong. */
function countIn(option: string, given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= 2 ** 31) return value;
  throw new Error(`${option} must be a whole number from 1 on, not "${given}"`);
}

async function simulate(args: string[]): Promise<number> {
  const { seed, seeds } = parseArgs({
    args,
    options: { seed: { type: "string" }, seeds: { type: "string" } },
  }).values;
  if (seed !== undefined && seeds === undefined) return replayOne(countIn("--seed", seed));
  return runAll(countIn("--seed", seed ?? "1"), countIn("--seeds", seeds ?? "500"));
}

/** One world, with its whole trace. */
async function replayOne(seed: number): Promise<number> {
  const { trace, violation } = await runWorld(seed);
  console.log(trace.join("\n"));
  return violation ? 1 : 0;
}

async function runAll(first: number, count: number): Promise<number> {
  const startedMs = performance.now();
  const sums = { decisions: 0, actions: 0, restarts: 0 };
  const troubles = new Map<string, number>();
  const digest = createHash("sha256");
  for (let seed = first; seed < first + count; seed += 1) {
    const result = await runWorld(seed);
    if (result.violation) return showViolation(result);
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
  console.log(`${count} worlds from seed ${first} on, no violation`);
  console.log(`decisions ${sums.decisions}, actions ${sums.actions}, restarts ${sums.restarts}`);
  console.log([...troubles].map(([trouble, times]) => `${trouble} ${times}`).join(", "));
  console.log(`digest ${digest.digest("hex")}`);
  return 0;
}

function showViolation({ seed, trace, violation }: WorldResult): number {
  const end = trace.findIndex((line) => line.includes("VIOLATION")) + 1;
  console.log(trace.slice(Math.max(0, end - shownLines), end).join("\n"));
  console.log(`Seed ${seed} broke a promise: ${violation?.message}`);
  console.log(`Replay it: npm run simulate -- --seed ${seed}`);
  return 1;
}

try {
  process.exitCode = await simulate(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}. ${usage}`);
  process.exitCode = 1;
}
