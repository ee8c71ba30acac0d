import { createHash } from "node:crypto";
import type { NodeConfig } from "../core/config/node-config.ts";
import { parseConfig } from "../core/config/parse.ts";
import type { StoredConfig } from "./ports.ts";

export type ReadConfig =
  | { kind: "usable"; config: NodeConfig; revision: number }
  | { kind: "unusable"; reason: string };

/** Reads a config again, wherever it comes from: nothing in it is trusted, its hash included. */
export function readConfig({ revision, hash, yaml }: StoredConfig): ReadConfig {
  const parsed = parseConfig(yaml);
  if (parsed.kind === "invalid") {
    const [issue] = parsed.issues;
    const where = issue ? `line ${issue.line}: ${issue.path} ${issue.message}` : "no reason given";
    return { kind: "unusable", reason: `Config revision ${revision} is invalid, ${where}.` };
  }
  if (createHash("sha256").update(parsed.canonical).digest("hex") !== hash) {
    const reason = `Config revision ${revision} does not have the hash that the hub says.`;
    return { kind: "unusable", reason };
  }
  return { kind: "usable", config: parsed.config, revision };
}
