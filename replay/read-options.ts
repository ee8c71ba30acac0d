import { parseArgs } from "node:util";
import { Refusal } from "./refusal.ts";

/** What the command was asked for. */
export interface Options {
  configFile: string;
  /** A name or an OCID; null where the config has one pool. */
  pool: string | null;
  source: { kind: "demand" | "samples"; file: string };
  bootSeconds: number;
  initialSize: number | null;
  json: boolean;
}

/** How the command is called. */
export const usage =
  "Usage: npm run replay -- --config FILE [--pool NAME] " +
  "(--demand CSV [--boot-seconds 180] | --samples CSV) [--initial N] [--json]";

/** Null where help was asked for. Throws Refusal with the usage. */
export function readOptions(args: readonly string[]): Options | null {
  const values = parsed(args);
  if (values.help) return null;
  const { config, demand, samples } = values;
  const { pool = null, initial, json = false, "boot-seconds": bootSeconds } = values;
  if (config === undefined) throw new Refusal(`--config is missing. ${usage}`);
  if ((demand === undefined) === (samples === undefined)) {
    throw new Refusal(`Give one of --demand and --samples. ${usage}`);
  }
  if (samples !== undefined && bootSeconds !== undefined) {
    throw new Refusal(
      `--boot-seconds goes with --demand: no instance boots in a recording. ${usage}`,
    );
  }
  return {
    configFile: config,
    pool,
    source:
      demand !== undefined
        ? { kind: "demand", file: demand }
        : { kind: "samples", file: samples ?? "" },
    bootSeconds: wholeNumber("--boot-seconds", bootSeconds ?? "180", 86_400),
    initialSize: initial === undefined ? null : wholeNumber("--initial", initial, 10_000),
    json,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: withNegatives(args),
      options: {
        config: { type: "string" },
        pool: { type: "string" },
        demand: { type: "string" },
        samples: { type: "string" },
        "boot-seconds": { type: "string" },
        initial: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    const [said = ""] = String(error instanceof Error ? error.message : error).split("\n");
    const sentence = said
      .replace(/^Option '(--[a-z-]+).* (is ambiguous|missing)\.?$/, "$1 needs a value")
      .replace(/\.$/, "");
    throw new Refusal(`${sentence}. ${usage}`);
  }
}

/** Node takes "--initial -1" for two options; "--initial=-1" is one with a value. */
function withNegatives(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const next = args[index + 1] ?? "";
    if (arg.startsWith("--") && /^-\d/.test(next)) return [`${arg}=${next}`];
    return /^-\d/.test(arg) && args[index - 1]?.startsWith("--") ? [] : [arg];
  });
}

function wholeNumber(option: string, given: string, most: number): number {
  const value = Number(given);
  if (given.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new Refusal(`${option} must be a whole number from 0 to ${most}, not "${given}". ${usage}`);
}
