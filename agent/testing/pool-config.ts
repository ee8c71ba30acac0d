import { createHash } from "node:crypto";
import type { PoolConfig } from "../../core/config/node-config.ts";
import { parseConfig } from "../../core/config/parse.ts";
import type { StoredConfig } from "../ports.ts";

export const compartmentId = "ocid1.compartment.oc1..test";
export const region = "us-ashburn-1";

/** The YAML of a node with these pools; `settings` are further keys of each, in YAML's flow form. */
export function configYaml(pools: readonly { id: string; settings?: string }[]): string {
  const lines = pools.map(
    ({ id, settings }) =>
      `  - {instance_pool_id: "${id}", name: "web", region: "${region}", compartment_id: "${compartmentId}", ` +
      `cpu_threshold: 80, scaling_limits: {min: 1, max: 10}, evaluation_interval_seconds: 5${settings ? `, ${settings}` : ""}}`,
  );
  return `pools:\n${lines.join("\n")}\n`;
}

/** A config as the hub stores it. */
export function storedConfig(revision: number, yaml: string): StoredConfig {
  const parsed = parseConfig(yaml);
  if (parsed.kind === "invalid") throw new Error(JSON.stringify(parsed.issues));
  const hash = createHash("sha256").update(parsed.canonical).digest("hex");
  return { revision, hash, yaml };
}

export function poolConfig(settings = "", id = "ocid1.instancepool.oc1..web"): PoolConfig {
  const parsed = parseConfig(configYaml([{ id, settings }]));
  if (parsed.kind === "invalid") throw new Error(JSON.stringify(parsed.issues));
  const [pool] = parsed.config.pools;
  if (!pool) throw new Error("no pool");
  return pool;
}
