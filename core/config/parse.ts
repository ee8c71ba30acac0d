import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import type { z } from "zod";
import { type NodeConfig, resolveConfig } from "./node-config.ts";
import { type ConfigDocument, configSchema } from "./schema.ts";
import { warningsOf } from "./warnings.ts";

/** One thing wrong with a document. `line` and `column` start at 1; `path` is like `pools[0].name`. */
export interface ConfigIssue {
  line: number;
  column: number;
  path: string;
  message: string;
}

export type ParsedConfig =
  | {
      kind: "valid";
      config: NodeConfig;
      canonical: string;
      /** Legal, but suspicious. */
      warnings: ConfigIssue[];
    }
  | { kind: "invalid"; issues: ConfigIssue[] };

/** Nobody reads more, and finding the place of each takes time. */
const mostIssues = 50;

type Path = readonly PropertyKey[];

/**
 * Reads a node's YAML. Never throws: whatever is wrong comes back as issues, all of them at once
 * and in the order of the document. `canonical` is the document's meaning without its comments
 * and layout; its SHA-256 is the config's hash.
 */
export function parseConfig(yaml: string): ParsedConfig {
  const lines = new LineCounter();
  const document = parseDocument(yaml, {
    lineCounter: lines,
    prettyErrors: false,
    version: "1.2",
    // The library compares every key with every other, which takes it minutes on a hostile map.
    uniqueKeys: false,
  });
  if (/\p{Cs}/u.test(yaml)) {
    return invalid([{ line: 1, column: 1, path: "", message: "the text is not valid Unicode" }]);
  }
  if (document.errors.length || document.warnings.length) {
    const faults = [...document.errors, ...document.warnings].slice(0, mostIssues);
    return invalid(
      faults.map((fault) => ({
        ...at(lines, fault.pos[0]),
        path: "",
        message: yamlWording(fault),
      })),
    );
  }
  const doubledKeys = keysTwice(document).map((offset) => ({
    ...at(lines, offset),
    path: "",
    message: "this key is there twice",
  }));
  if (doubledKeys.length) return invalid(doubledKeys);
  const content = plain(document);
  if (content.kind === "unreadable") {
    return invalid([{ line: 1, column: 1, path: "", message: content.message }]);
  }
  const parsed = configSchema.safeParse(content.value);
  if (!parsed.success) {
    return invalid(
      parsed.error.issues.slice(0, mostIssues).flatMap((issue) => locate(issue, document, lines)),
    );
  }
  const doubled = doubledPools(parsed.data).map((path) => ({
    ...at(lines, offsetOf(document, path)),
    path: pathText(path),
    message: "this pool is already configured above",
  }));
  if (doubled.length) return invalid(doubled);
  const config = resolveConfig(parsed.data);
  const warnings = warningsOf(parsed.data, config).map(({ path, message }) => ({
    ...at(lines, offsetOf(document, path)),
    path: pathText(path),
    message,
  }));
  return { kind: "valid", config, canonical: canonical(parsed.data), warnings: inOrder(warnings) };
}

/** Where keys stand that their map has already. */
function keysTwice(document: Document): number[] {
  const offsets: number[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (seen.has(keyOf(key))) offsets.push(rangeStart(key) ?? 0);
        seen.add(keyOf(key));
      }
    },
  });
  return offsets.slice(0, mostIssues);
}

function plain(
  document: Document,
): { kind: "read"; value: unknown } | { kind: "unreadable"; message: string } {
  try {
    return { kind: "read", value: document.toJS({ maxAliasCount: 20 }) };
  } catch (error) {
    // The library throws for what it will not expand, such as too many aliases.
    return { kind: "unreadable", message: error instanceof Error ? error.message : String(error) };
  }
}

function invalid(issues: ConfigIssue[]): ParsedConfig {
  return { kind: "invalid", issues: inOrder(issues) };
}

function inOrder(issues: readonly ConfigIssue[]): ConfigIssue[] {
  return issues.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function locate(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): ConfigIssue[] {
  const meant = meantBranch(issue);
  if (meant) return meant.flatMap((inner) => locate(inner, document, lines));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, mostIssues).map((key) => ({
      ...at(lines, offsetOf(document, [...issue.path, key], "key")),
      path: pathText([...issue.path, key]),
      message: `unknown key "${key}"`,
    }));
  }
  const message = document.hasIn(issue.path) ? wording(issue) : "this key is required";
  return [{ ...at(lines, offsetOf(document, issue.path)), path: pathText(issue.path), message }];
}

/**
 * Of a value that may have several forms, the faults of the one form that fits it but for these;
 * null where none or several do, and the message for all must serve.
 */
function meantBranch(issue: z.core.$ZodIssue): z.core.$ZodIssue[] | null {
  if (issue.code !== "invalid_union") return null;
  const isOtherForm = ({ path, code }: z.core.$ZodIssue) =>
    path.length === 0 && code !== "unrecognized_keys" && code !== "invalid_union";
  const fitting = issue.errors.filter((faults) => !faults.some(isOtherForm));
  if (fitting.length !== 1) return null;
  return (fitting[0] ?? []).map((fault) => ({ ...fault, path: [...issue.path, ...fault.path] }));
}

function yamlWording({ code, message }: YAMLError): string {
  return code === "MULTIPLE_DOCS" ? "a config is one document; take out the ---" : message;
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type")
    return `expected ${expectations[issue.expected] ?? issue.expected}`;
  if (issue.code === "too_big") return `must be at most ${issue.maximum}`;
  if (issue.code === "too_small")
    return `must be ${issue.inclusive ? "at least" : "above"} ${issue.minimum}`;
  return issue.message;
}

const expectations: Partial<Record<string, string>> = {
  object: "keys with values",
  array: "a list",
  int: "a whole number",
  number: "a number",
  string: "a text",
};

/** Where the node at a path begins; for a path that does not exist, where its parent does. */
function offsetOf(document: Document, path: Path, part: "key" | "value" = "value"): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && keyOf(item.key) === step);
      if (!pair) return offset;
      if (last && part === "key") return rangeStart(pair.key) ?? offset;
      offset = rangeStart(pair.value) ?? rangeStart(pair.key) ?? offset;
      node = pair.value;
    } else if (isCollection(node)) {
      const item = node.get(step, true);
      if (item === undefined) return offset;
      offset = rangeStart(item) ?? offset;
      node = item;
    }
  }
  return offset;
}

function keyOf(key: unknown): unknown {
  return isScalar(key) ? key.value : key;
}

function rangeStart(node: unknown): number | null {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return range?.[0] ?? null;
}

function at(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text ? `${text}.${String(step)}` : String(step);
  }, "");
}

function doubledPools({ pools }: ConfigDocument): Path[] {
  const seen = new Set<string>();
  return pools.flatMap((pool, index) => {
    if (!seen.has(pool.instance_pool_id)) {
      seen.add(pool.instance_pool_id);
      return [];
    }
    return [["pools", index, "instance_pool_id"]];
  });
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
