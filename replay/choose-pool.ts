import type { PoolConfig } from "../core/config/node-config.ts";
import { parseConfig } from "../core/config/parse.ts";
import { Refusal } from "./refusal.ts";

/** The pool of a config that is to be replayed, with notes on what else the config says. */
export interface ChosenPool {
  pool: PoolConfig;
  notes: string[];
}

/** Throws Refusal: a config with errors, an unknown pool, or one of several without a name. */
export function choosePool(yaml: string, file: string, name: string | null): ChosenPool {
  const parsed = parseConfig(yaml);
  if (parsed.kind === "invalid") {
    const said = parsed.issues.map((i) => `${file}:${i.line}:${i.column} ${i.path} ${i.message}`);
    throw new Refusal(said.join("\n"));
  }
  const { pools, maxTotalInstances } = parsed.config;
  const pool = name === null && pools.length === 1 ? pools[0] : pools.find((p) => p.name === name);
  if (!pool) {
    const names = pools.map((p) => `"${p.name}"`).join(", ") || "none";
    const wanted = name === null ? "Say which pool with --pool" : `There is no pool "${name}"`;
    throw new Refusal(`${wanted}; ${file} has ${names}.`);
  }
  const warnings = parsed.warnings.map(
    (w) => `${file}:${w.line}:${w.column} ${w.path} ${w.message}`,
  );
  const bound =
    maxTotalInstances === null ? [] : ["max_total_instances is left out: there is one pool."];
  return { pool, notes: [...warnings, ...bound] };
}
