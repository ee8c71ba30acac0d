import { LineCounter, parseDocument, type YAMLError } from "yaml";
import type { ConfigIssue } from "./config-issue.ts";
import { issueAt, type Source } from "./locate.ts";
import { nodeFaults } from "./node-faults.ts";
import { tellingFaults, yamlFaultWording } from "./yaml-faults.ts";

/** A YAML text as a plain value, or why it is none. */
export type ReadYaml =
  | {
      kind: "read";
      value: unknown;
      source: Source;
      /** One for each key that is there again; the value has the last. */
      doubledKeys: ConfigIssue[];
    }
  | { kind: "unreadable"; issues: ConfigIssue[] };

/** Reads a YAML text that may be hostile. Never throws. */
export function readYaml(yaml: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(yaml, {
    lineCounter: lines,
    prettyErrors: false,
    version: "1.2",
    // The library compares every key with every other, which takes it minutes on a hostile map.
    uniqueKeys: false,
  });
  if (/\p{Cs}/u.test(yaml)) return unreadable("the text is not valid Unicode");
  const faults = tellingFaults([...document.errors, ...document.warnings], lines);
  if (faults.length) {
    const issueOf = (fault: YAMLError) =>
      issueAt(lines, fault.pos[0], { path: "", message: yamlFaultWording(fault) });
    return { kind: "unreadable", issues: faults.map(issueOf) };
  }
  const source = { document, lines };
  const { doubledKeys, unusable } = nodeFaults(source);
  if (unusable.length) return { kind: "unreadable", issues: unusable };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 20 });
    if (value === null) return unreadable("the document is empty; it needs pools");
    return { kind: "read", value, source, doubledKeys };
  } catch {
    // The library throws for references that it will not expand.
    return unreadable("it has too many references (*), or one to itself; write the values out");
  }
}

function unreadable(message: string): ReadYaml {
  return { kind: "unreadable", issues: [{ line: 1, column: 1, path: "", message }] };
}
