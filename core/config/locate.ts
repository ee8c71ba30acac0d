import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type LineCounter } from "yaml";
import type { ConfigIssue } from "./config-issue.ts";
import { visible } from "./hidden-characters.ts";

/** The keys and indices that lead to a value of the document. */
export type Path = readonly PropertyKey[];

/** A document that was read, and where its lines begin. */
export interface Source {
  document: Document;
  lines: LineCounter;
  /** Where each reference (`*`) leads. */
  targets: ReadonlyMap<Alias, unknown>;
}

/** What is wrong or suspicious at a path; `earlier` leads to the place that it repeats. */
export interface Finding {
  path: Path;
  message: string;
  earlier?: Path;
  /** Whether the key is at fault, or its value, as where nothing is said. */
  part?: "key" | "value";
}

/** Findings whose paths begin at a node, with paths that begin where that node's does. */
export function beneath(start: Path, findings: readonly Finding[]): Finding[] {
  return findings.map(({ path, earlier, ...finding }) => ({
    ...finding,
    path: [...start, ...path],
    ...(earlier ? { earlier: [...start, ...earlier] } : {}),
  }));
}

/** A finding with its place; for a path that does not exist, the place of its parent. */
export function located({ path, message, earlier, part }: Finding, source: Source): ConfigIssue {
  const offset = offsetOf(source, path, part ?? "value");
  const line = earlier && source.lines.linePos(offsetOf(source, earlier, "value")).line;
  return issueAt(source.lines, offset, {
    path: pathText(path),
    message: line ? `${message} on line ${line}` : message,
  });
}

/** An issue at an offset of the text, in characters from its begin. */
export function issueAt(
  lines: LineCounter,
  offset: number,
  { path, message }: Pick<ConfigIssue, "path" | "message">,
): ConfigIssue {
  const { line, col } = lines.linePos(offset);
  return { line, column: col, path, message };
}

/** Where a node begins, in characters from the begin of the text; null for one that has no place. */
export function startOf(node: unknown): number | null {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return range?.[0] ?? null;
}

/** The name of a key as a plain value has it; null for a key that is no plain text. */
export function keyName(key: unknown): string | null {
  const value = isScalar(key) ? key.value : null;
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : null;
}

/** A path as people write it: `pools[0].name`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const name = visible(String(step));
    return text ? `${text}.${name}` : name;
  }, "");
}

function offsetOf({ document, targets }: Source, path: Path, part: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    const child = childOf(isAlias(node) ? targets.get(node) : node, step);
    if (!child) return offset;
    const isKeyMeant = part === "key" && depth === path.length - 1;
    offset = (isKeyMeant ? null : startOf(child.value)) ?? startOf(child.key) ?? offset;
    node = child.value;
  }
  return offset;
}

/** Of a key that is there twice the last one counts, as in the plain value. */
function childOf(node: unknown, step: PropertyKey): { key: unknown; value: unknown } | null {
  if (isMap(node)) return node.items.findLast(({ key }) => keyName(key) === step) ?? null;
  if (!isSeq(node) || typeof step !== "number" || step >= node.items.length) return null;
  return { key: null, value: node.items[step] };
}
