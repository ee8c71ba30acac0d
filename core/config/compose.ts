import {
  Composer,
  type CST,
  type Document,
  type LineCounter,
  Parser,
  type YAMLError,
  YAMLParseError,
} from "yaml";

/** More faults than are ever listed; a hostile text has one for each of its characters. */
const mostFaults = 1000;

/** What the library makes of a text: its first document, and its first faults. */
export function composeYaml(text: string, lines: LineCounter) {
  // The library compares every key with every other, which takes it minutes on a hostile map.
  const composer = new Composer({ version: "1.2", uniqueKeys: false });
  boundFaults(composer);
  const tokens = withFewErrors(new Parser(lines.addNewLine).parse(text));
  let document: Document | null = null;
  for (const composed of composer.compose(tokens, true, text.length)) {
    if (document) return { document, faults: [...faultsOf(document), secondDocument(composed)] };
    document = composed;
  }
  if (!document) throw new Error("The YAML library composed no document, not even an empty one.");
  return { document, faults: [...faultsOf(document), ...otherVersion(document, text)] };
}

function faultsOf({ errors, warnings }: Document): YAMLError[] {
  return [...errors, ...warnings];
}

function secondDocument({ range }: Document): YAMLError {
  return new YAMLParseError(
    [range?.[0] ?? 0, range?.[1] ?? 0],
    "MULTIPLE_DOCS",
    "a second document",
  );
}

/** In YAML 1.1 "no" is false and 010 is 8, which nobody means. */
function otherVersion({ directives }: Document, text: string): YAMLError[] {
  if (!directives || directives.yaml.version === "1.2") return [];
  const start = Math.max(0, text.search(/^%YAML/m));
  return [new YAMLParseError([start, start + 1], "BAD_DIRECTIVE", "another version of YAML")];
}

/** The library makes an error with a stack of each fault, and has no option to stop. */
function boundFaults(composer: Composer): void {
  const { onError } = composer as unknown as { onError: (...fault: unknown[]) => void };
  let count = 0;
  const firstOnly = (...fault: unknown[]): void => {
    count += 1;
    if (count <= mostFaults) onError(...fault);
  };
  Object.assign(composer, { onError: firstOnly });
}

function* withFewErrors(tokens: Iterable<CST.Token>): Generator<CST.Token> {
  let count = 0;
  for (const token of tokens) {
    if (token.type === "error") count += 1;
    if (count > mostFaults) return;
    yield token;
  }
}
