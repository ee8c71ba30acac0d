import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, visit, type YAMLMap } from "yaml";
import { type ConfigIssue, type Issues, mostIssues } from "./config-issue.ts";
import { visible } from "./hidden-characters.ts";
import { issueAt, keyName, pathText, type Source, startOf } from "./locate.ts";
import { tooDeep } from "./yaml-faults.ts";

/** A node that is at fault, with the nodes it lies in, the outermost first. */
interface Fault {
  ancestors: readonly unknown[];
  node: unknown;
  /** Only of the first few asked for. */
  message: () => string;
}

/** Several times what a config has, and few enough for every reader's stack. */
const mostAncestors = 100;

/**
 * What the library reads without a word: keys that are there twice, and what has no plain value:
 * a key that is no text, or a reference to nothing, and what is nested too deep.
 */
export function nodeFaults({ document, lines }: Omit<Source, "targets">) {
  const doubled: Fault[] = [];
  const unusable: Fault[] = [];
  const marks = new Set<string>();
  visit(document, (_key, node, ancestors) => {
    if (ancestors.length > mostAncestors) {
      unusable.push({ ancestors: [], node, message: () => tooDeep });
      return visit.SKIP;
    }
    if ((isScalar(node) || isCollection(node)) && node.anchor) marks.add(node.anchor);
    const message = unusableWording(node, marks);
    if (message) unusable.push({ ancestors, node, message: () => message });
    if (isMap(node)) {
      for (const fault of doubledKeysOf(node, [...ancestors, node], lineOf)) doubled.push(fault);
    }
    return undefined;
  });
  function lineOf(node: unknown): number {
    return lines.linePos(startOf(node) ?? 0).line;
  }
  const issueOf = ({ ancestors, node, message }: Fault): ConfigIssue =>
    issueAt(lines, startOf(isPair(node) ? (node.key ?? node.value) : node) ?? 0, {
      path: pathText(pathOf([...ancestors, node])),
      message: message(),
    });
  const issuesOf = (faults: readonly Fault[]): Issues => ({
    listed: faults.slice(0, mostIssues).map(issueOf),
    count: faults.length,
  });
  return { doubledKeys: issuesOf(doubled), unusable: issuesOf(unusable) };
}

function unusableWording(node: unknown, marks: ReadonlySet<string>): string | null {
  if (isAlias(node) && !marks.has(node.source)) {
    return `nothing above it is marked &${visible(node.source)}; put a text with * in quotes`;
  }
  if (!isPair(node)) return null;
  const name = keyName(node.key);
  if (name === null) return "a key must be plain text";
  // Zod takes this one out of a map of any keys without a word.
  return name === "__proto__" ? 'unknown key "__proto__"' : null;
}

function doubledKeysOf(
  map: YAMLMap,
  ancestors: readonly unknown[],
  lineOf: (node: unknown) => number,
): Fault[] {
  const firstKeys = new Map<string | null, unknown>();
  return map.items.flatMap((pair) => {
    const name = keyName(pair.key);
    const first = firstKeys.get(name);
    firstKeys.set(name, first ?? pair.key);
    if (first === undefined) return [];
    const message = () => `"${visible(name ?? "")}" is there already on line ${lineOf(first)}`;
    return [{ ancestors, node: pair, message }];
  });
}

/** The keys and indices that lead from the first node to the last. */
function pathOf(nodes: readonly unknown[]): PropertyKey[] {
  return nodes.flatMap((node, depth) => {
    if (isPair(node)) return keyName(node.key) ?? [];
    return isSeq(node) && depth < nodes.length - 1 ? node.items.indexOf(nodes[depth + 1]) : [];
  });
}
