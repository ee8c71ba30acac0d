import type { LineCounter, YAMLError } from "yaml";

const keyAndValue =
  'expected "key: value" on this line; is the colon, or the space behind it, missing?';
const indentation =
  "this line is not indented as those above it; the keys of one map begin in the same column, after spaces";
const unclosed = "a { or [ above is not closed; is the } or ] missing?";
/** Said of what no reader of a document follows any further. */
export const tooDeep = "the document is nested too deep to be read";
const anchors = "the marks & and * can not stand here; put a text that begins with them in quotes";

/** A fault of the library in words for a config's author. */
interface FaultWords {
  code: YAMLError["code"];
  /** What the library's own message has to match, where a code has several meanings. */
  when?: RegExp;
  sentence: string;
}

/** Of several that fit the first counts. */
const words: FaultWords[] = [
  { code: "TAB_AS_INDENT", sentence: "a tab is no indentation in YAML; use spaces" },
  { code: "MULTILINE_IMPLICIT_KEY", sentence: keyAndValue },
  {
    code: "MISSING_CHAR",
    when: /^Missing closing/,
    sentence: "a quote above is not closed; is its end missing?",
  },
  { code: "MISSING_CHAR", when: /^Sequence item/, sentence: indentation },
  { code: "MISSING_CHAR", when: /^Implicit map keys/, sentence: keyAndValue },
  { code: "MISSING_CHAR", when: /^Flow/, sentence: unclosed },
  { code: "BAD_INDENT", when: /^Flow/, sentence: unclosed },
  { code: "BAD_INDENT", sentence: indentation },
  {
    code: "BLOCK_AS_IMPLICIT_KEY",
    when: /^Nested/,
    sentence:
      'a value can not hold another "key: value"; put a text with a colon in quotes, or indent the next line as this one',
  },
  {
    code: "BLOCK_AS_IMPLICIT_KEY",
    sentence: 'a list can not begin here; does the line above miss the space behind its "-"?',
  },
  {
    code: "BLOCK_IN_FLOW",
    sentence: "a comma is missing between two entries of { } or [ ]",
  },
  {
    code: "UNEXPECTED_TOKEN",
    sentence: "nothing can stand here; are quotes around a text, a comma or a bracket missing?",
  },
  {
    code: "BAD_SCALAR_START",
    sentence: "a text can not begin with this sign; put it in quotes",
  },
  {
    code: "BAD_DQ_ESCAPE",
    sentence: "a \\ in double quotes has to be written \\\\; or use single quotes",
  },
  { code: "BAD_ALIAS", sentence: anchors },
  { code: "ALIAS_PROPS", sentence: anchors },
  { code: "BAD_PROP_ORDER", sentence: anchors },
  { code: "MULTIPLE_ANCHORS", sentence: anchors },
  {
    code: "TAG_RESOLVE_FAILED",
    sentence: "a config has no tags; take out the !, or put the text in quotes",
  },
  { code: "MULTIPLE_TAGS", sentence: "a config has no tags; take them out" },
  { code: "MULTIPLE_DOCS", sentence: "a config is one document; take out the ---" },
  {
    code: "BAD_DIRECTIVE",
    sentence: "a config is YAML 1.2 and has no directives; take out the line with %",
  },
  { code: "KEY_OVER_1024_CHARS", sentence: "a key may have 1,024 characters" },
  { code: "RESOURCE_EXHAUSTION", sentence: tooDeep },
];

/** After these the library misreads what follows, so that its further faults mislead. */
const misleading: ReadonlySet<string> = new Set(["TAB_AS_INDENT", "BAD_INDENT", "MISSING_CHAR"]);

/**
 * The faults that are worth saying, in the order of the document: of one line the first only, and
 * none behind a fault of the indentation.
 */
export function tellingFaults(faults: readonly YAMLError[], lines: LineCounter): YAMLError[] {
  const ofLines = new Map<number, YAMLError>();
  for (const fault of faults.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const { line } = lines.linePos(fault.pos[0]);
    if (!ofLines.has(line)) ofLines.set(line, fault);
    if (misleading.has(fault.code)) break;
  }
  return [...ofLines.values()];
}

/** What is wrong with the YAML, and what to do; the library's own words for a rare fault. */
export function yamlFaultWording({ code, message }: YAMLError): string {
  const fitting = words.find((row) => row.code === code && (row.when?.test(message) ?? true));
  return fitting?.sentence ?? `the YAML can not be read here: ${message}`;
}
