import { issueText } from "../core/config/config-issue.ts";
import type { PoolConfig } from "../core/config/node-config.ts";
import { parseConfig } from "../core/config/parse.ts";
import { Refusal } from "./refusal.ts";

/** The pool of a config that is to be replayed, with notes on what else the config says. */
export interface ChosenPool {
  pool: PoolConfig;
  notes: string[];
}

/**
 * The pool of that name or OCID; the only one where `name` is null. Throws Refusal: a config with
 * errors, an unknown pool, or one of several without a name.
 */
export function choosePool(yaml: string, file: string, name: string | null): ChosenPool {
  const parsed = parseConfig(yaml);
  if (parsed.kind === "invalid") {
    const said = parsed.issues.map((issue) => `${file}: ${issueText(issue)}`);
    throw new Refusal(said.join("\n"));
  }
  const { pools, maxTotalInstances } = parsed.config;
  const isOnly = name === null && pools.length === 1;
  const named = pools.filter((p) => isOnly || p.name === name || p.oraclePoolId === name);
  const [pool] = named;
  if (!pool) {
    const names = pools.map((p) => `"${p.name}"`).join(", ") || "none";
    const wanted = name === null ? "Say which pool with --pool" : `There is no pool "${name}"`;
    throw new Refusal(`${wanted}; ${file} has ${names}.`);
  }
  const warnings = parsed.warnings.map((warning) => `${file}: ${issueText(warning)}`);
  const namesakes = `${named.length} pools are called "${name}"; this is the first, ${pool.oraclePoolId} in ${pool.region}. --pool takes an OCID too.`;
  const bound = "max_total_instances is left out: only this pool is replayed.";
  const notes = [
    ...warnings,
    ...(named.length > 1 ? [namesakes] : []),
    ...(maxTotalInstances === null ? [] : [bound]),
  ];
  return { pool, notes };
}
