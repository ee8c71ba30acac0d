import { canonicalText } from "./canonical.ts";
import { type ConfigIssue, type Issues, mostIssues } from "./config-issue.ts";
import { crossIssues } from "./cross-issues.ts";
import { type Finding, located, type Source } from "./locate.ts";
import { type NodeConfig, resolveConfig } from "./node-config.ts";
import { readYaml } from "./read-yaml.ts";
import { configSchema, mostPools } from "./schema.ts";
import { shapeFindings, shapeWording } from "./shape-issues.ts";
import { warningsOf } from "./warnings.ts";

export type ParsedConfig =
  | {
      kind: "valid";
      config: NodeConfig;
      canonical: string;
      /** Legal, but suspicious. */
      warnings: ConfigIssue[];
    }
  | { kind: "invalid"; issues: ConfigIssue[] };

/**
 * Reads a node's YAML. Never throws: whatever is wrong comes back as issues, all of them at once
 * and in the order of the document; only what YAML itself can not read hides the others.
 * `canonical` is the document's meaning, the same for all documents that mean the same; its SHA-256
 * is the config's hash.
 */
export function parseConfig(yaml: string): ParsedConfig {
  const read = readYaml(yaml);
  if (read.kind === "unreadable") return { kind: "invalid", issues: listOf([read.issues]) };
  const { source } = read;
  const pools = countOfPools(read.value);
  if (pools > mostPools) {
    // Each of them would be looked at, which takes seconds of who has better to do.
    const message = `must have at most ${mostPools} entries; it has ${pools}`;
    return { kind: "invalid", issues: [located({ path: ["pools"], message }, source)] };
  }
  const parsed = configSchema.safeParse(read.value, { error: shapeWording });
  const issues = [
    read.doubledKeys,
    issuesOf((parsed.error?.issues ?? []).flatMap(shapeFindings), source),
    issuesOf(crossIssues(read.value), source),
  ];
  if (!parsed.success || issues.some(({ count }) => count)) {
    return { kind: "invalid", issues: listOf(issues) };
  }
  const config = resolveConfig(parsed.data);
  const warnings = listOf([issuesOf(warningsOf(parsed.data, config), source)]);
  return { kind: "valid", config, canonical: canonicalText(config, parsed.data), warnings };
}

function countOfPools(value: unknown): number {
  const pools = typeof value === "object" && value !== null && "pools" in value && value.pools;
  return Array.isArray(pools) ? pools.length : 0;
}

function issuesOf(findings: readonly Finding[], source: Source): Issues {
  const listed = findings.slice(0, mostIssues).map((finding) => located(finding, source));
  return { listed, count: findings.length };
}

/** All that there are, in the order of the document; of too many the last says how many it leaves. */
function listOf(all: readonly Issues[]): ConfigIssue[] {
  const inOrder = all
    .flatMap(({ listed }) => listed)
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  const count = all.reduce((sum, issues) => sum + issues.count, 0);
  const last = inOrder[mostIssues - 1];
  if (!last || count <= mostIssues) return inOrder;
  const message = `and ${count - mostIssues + 1} more, which are not listed`;
  return [...inOrder.slice(0, mostIssues - 1), { ...last, path: "", message }];
}
