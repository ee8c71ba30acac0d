import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, visit, type YAMLMap } from "yaml";
import { type ConfigIssue, mostIssues } from "./config-issue.ts";
import { issueAt, keyName, pathText, type Source, startOf } from "./locate.ts";

/** A node that is at fault, with the nodes it lies in, the outermost first. */
interface Fault {
  ancestors: readonly unknown[];
  node: unknown;
  message: string;
}

/**
 * What the library reads without a word: keys that are there twice, and what has no plain value,
 * a key that is no text or a reference to nothing.
 */
export function nodeFaults({ document, lines }: Source) {
  const doubled: Fault[] = [];
  const unusable: Fault[] = [];
  const marks = new Set<string>();
  visit(document, (_key, node, ancestors) => {
    if ((isScalar(node) || isCollection(node)) && node.anchor) marks.add(node.anchor);
    if (isAlias(node) && !marks.has(node.source)) {
      const message = `nothing above it is marked &${node.source}; put a text with * in quotes`;
      unusable.push({ ancestors, node, message });
    }
    if (isPair(node) && keyName(node.key) === null) {
      unusable.push({ ancestors, node, message: "a key must be plain text" });
    }
    if (isMap(node)) doubled.push(...doubledKeysOf(node, [...ancestors, node], lineOf));
  });
  function lineOf(node: unknown): number {
    return lines.linePos(startOf(node) ?? 0).line;
  }
  const issueOf = ({ ancestors, node, message }: Fault): ConfigIssue =>
    issueAt(lines, startOf(isPair(node) ? (node.key ?? node.value) : node) ?? 0, {
      path: pathText(pathOf([...ancestors, node])),
      message,
    });
  const issuesOf = (faults: readonly Fault[]) => faults.slice(0, mostIssues).map(issueOf);
  return { doubledKeys: issuesOf(doubled), unusable: issuesOf(unusable) };
}

function doubledKeysOf(
  map: YAMLMap,
  ancestors: readonly unknown[],
  lineOf: (node: unknown) => number,
): Fault[] {
  const firstLines = new Map<string | null, number>();
  return map.items.flatMap((pair) => {
    const name = keyName(pair.key);
    const firstLine = firstLines.get(name);
    if (firstLine === undefined) {
      firstLines.set(name, lineOf(pair.key));
      return [];
    }
    return [{ ancestors, node: pair, message: `"${name}" is there already on line ${firstLine}` }];
  });
}

/** The keys and indices that lead from the first node to the last. */
function pathOf(nodes: readonly unknown[]): PropertyKey[] {
  return nodes.flatMap((node, depth) => {
    if (isPair(node)) return keyName(node.key) ?? [];
    return isSeq(node) && depth < nodes.length - 1 ? node.items.indexOf(nodes[depth + 1]) : [];
  });
}
