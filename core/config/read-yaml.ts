import { LineCounter, type YAMLError } from "yaml";
import { composeYaml } from "./compose.ts";
import { type ConfigIssue, type Issues, mostCharacters } from "./config-issue.ts";
import { issueAt, type Source } from "./locate.ts";
import { nodeFaults } from "./node-faults.ts";
import { plainDocument } from "./plain-value.ts";
import { tellingFaults, yamlFaultWording } from "./yaml-faults.ts";

/** A YAML text as a plain value, or why it is none. */
export type ReadYaml =
  | {
      kind: "read";
      value: unknown;
      source: Source;
      /** One for each key that is there again; the value has the last. */
      doubledKeys: Issues;
    }
  | { kind: "unreadable"; issues: Issues };

/** More than a text of the most characters has that is meant; what is made of each takes time. */
const mostNodes = 50_000;

/** Reads a YAML text that may be hostile. Never throws. */
export function readYaml(yaml: string): ReadYaml {
  if (yaml.length > mostCharacters) {
    const [given, most] = [yaml.length, mostCharacters].map((count) => count.toLocaleString("en"));
    return unreadable(`the document has ${given} characters; it may have ${most}`);
  }
  if (/\p{Cs}/u.test(yaml)) return unreadable("the text is not valid Unicode");
  const lines = new LineCounter();
  const { document, faults } = composeYaml(withKnownLineEnds(yaml), lines);
  const telling = tellingFaults(faults, lines);
  if (telling.length) {
    const issueOf = (fault: YAMLError) =>
      issueAt(lines, fault.pos[0], { path: "", message: yamlFaultWording(fault) });
    return { kind: "unreadable", issues: { listed: telling.map(issueOf), count: telling.length } };
  }
  const { doubledKeys, unusable } = nodeFaults({ document, lines });
  if (unusable.count) return { kind: "unreadable", issues: unusable };
  const { value, size, targets } = plainDocument(document);
  const excess = excessOf(size);
  if (excess) return unreadable(excess);
  if (value === null) return unreadable("the document is empty; it needs pools");
  return { kind: "read", value, source: { document, lines, targets }, doubledKeys };
}

/**
 * The library knows no CR that stands alone, which is the end of a line in YAML, and counts a byte
 * order mark as a column. Of the same length otherwise, so that places are those of the text.
 */
function withKnownLineEnds(yaml: string): string {
  return yaml.replace(/^\uFEFF/, "").replaceAll(/\r(?!\n)/g, "\n");
}

function excessOf(size: number): string | null {
  if (Number.isNaN(size))
    return "a reference (*) stands in what it refers to; write the values out";
  if (size <= mostNodes) return null;
  const most = mostNodes.toLocaleString("en");
  return `it has more than ${most} keys and values, with each reference (*) written out`;
}

function unreadable(message: string): ReadYaml {
  const issue: ConfigIssue = { line: 1, column: 1, path: "", message };
  return { kind: "unreadable", issues: { listed: [issue], count: 1 } };
}
