/**
 * One thing wrong with a document, or suspicious in it. `line` and `column` start at 1; `path` is
 * like `pools[0].name`, and empty for what has none: a fault of the YAML, or the whole document.
 */
export interface ConfigIssue {
  line: number;
  column: number;
  path: string;
  message: string;
}

/** A document's most issues: nobody reads more, and finding the place of each takes time. */
export const mostIssues = 50;

/** The first issues of a document, `mostIssues` at most, and how many there are in all. */
export interface Issues {
  listed: ConfigIssue[];
  count: number;
}

/** A document's most characters (UTF-16 units), for whoever takes one; readers refuse a longer one. */
export const mostCharacters = 200_000;

/** An issue as one line of text: `line 3, column 5: pools[0].name: this key is required`. */
export function issueText({ line, column, path, message }: ConfigIssue): string {
  return [`line ${line}, column ${column}`, path, message].filter(Boolean).join(": ");
}
