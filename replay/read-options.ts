import { parseArgs } from "node:util";
import { Refusal } from "./refusal.ts";

/** What the command was asked for. */
export interface Wishes {
  configFile: string;
  /** Null where the config has one pool. */
  pool: string | null;
  source: { kind: "demand" | "samples"; file: string };
  bootSeconds: number;
  initialSize: number | null;
  json: boolean;
}

const usage =
  "Usage: npm run replay -- --config FILE [--pool NAME] (--demand CSV | --samples CSV) " +
  "[--boot-seconds 180] [--initial N] [--json]";

/** Throws Refusal with the usage. */
export function readWishes(args: readonly string[]): Wishes {
  const values = parsed(args);
  const { config, demand, samples } = values;
  if (config === undefined) throw new Refusal(`--config is missing. ${usage}`);
  if ((demand === undefined) === (samples === undefined)) {
    throw new Refusal(`Give one of --demand and --samples. ${usage}`);
  }
  return {
    configFile: config,
    pool: values.pool ?? null,
    source:
      demand !== undefined
        ? { kind: "demand", file: demand }
        : { kind: "samples", file: samples ?? "" },
    bootSeconds: wholeNumber("--boot-seconds", values["boot-seconds"], 86_400),
    initialSize:
      values.initial === undefined ? null : wholeNumber("--initial", values.initial, 10_000),
    json: values.json,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        config: { type: "string" },
        pool: { type: "string" },
        demand: { type: "string" },
        samples: { type: "string" },
        "boot-seconds": { type: "string", default: "180" },
        initial: { type: "string" },
        json: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : error}. ${usage}`);
  }
}

function wholeNumber(option: string, given: string, most: number): number {
  const value = Number(given);
  if (given.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new Refusal(`${option} must be a whole number from 0 to ${most}, not "${given}". ${usage}`);
}
