import { type ConfigIssue, mostIssues } from "./config-issue.ts";
import { crossIssues } from "./cross-issues.ts";
import { type Finding, located, type Source } from "./locate.ts";
import { type NodeConfig, resolveConfig } from "./node-config.ts";
import { readYaml } from "./read-yaml.ts";
import { type ConfigDocument, configSchema } from "./schema.ts";
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
 * `canonical` is the document's meaning without its comments and layout; its SHA-256 is the
 * config's hash.
 */
export function parseConfig(yaml: string): ParsedConfig {
  const read = readYaml(yaml);
  if (read.kind === "unreadable") return invalid(read.issues);
  const parsed = configSchema.safeParse(read.value, { error: shapeWording });
  const issues = [
    ...read.doubledKeys,
    ...issuesOf((parsed.error?.issues ?? []).slice(0, mostIssues).flatMap(shapeFindings), read),
    ...issuesOf(crossIssues(read.value), read),
  ];
  if (issues.length || !parsed.success) return invalid(issues);
  const config = resolveConfig(parsed.data);
  const warnings = issuesOf(warningsOf(parsed.data, config), read);
  return { kind: "valid", config, canonical: canonical(parsed.data), warnings: inOrder(warnings) };
}

function issuesOf(findings: readonly Finding[], { source }: { source: Source }): ConfigIssue[] {
  return findings.slice(0, mostIssues).map((finding) => located(finding, source));
}

function invalid(issues: readonly ConfigIssue[]): ParsedConfig {
  return { kind: "invalid", issues: inOrder(issues).slice(0, mostIssues) };
}

function inOrder(issues: readonly ConfigIssue[]): ConfigIssue[] {
  return issues.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function canonical(document: ConfigDocument): string {
  return JSON.stringify(sorted(document));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
