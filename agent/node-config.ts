import { issueText } from "../core/config/config-issue.ts";
import type { NodeConfig } from "../core/config/node-config.ts";
import { parseConfig } from "../core/config/parse.ts";
import type { StoredConfig } from "./ports.ts";

export type ReadConfig =
  | { kind: "usable"; config: NodeConfig; revision: number }
  | { kind: "unusable"; reason: string };

/**
 * Reads a config again, wherever it comes from: nothing in it is trusted. Its hash is not reckoned
 * again, which a hub of another version may do otherwise: the last good config must stay good.
 */
export function readConfig({ revision, yaml }: StoredConfig): ReadConfig {
  const parsed = parseConfig(yaml);
  if (parsed.kind === "invalid") {
    const [issue] = parsed.issues;
    const where = issue ? issueText(issue) : "no reason given";
    return { kind: "unusable", reason: `Config revision ${revision} is invalid, ${where}.` };
  }
  return { kind: "usable", config: parsed.config, revision };
}
