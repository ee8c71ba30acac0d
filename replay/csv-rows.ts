import { Refusal } from "./refusal.ts";

/** A row of a CSV: its cells by column, and where it stands. */
export interface CsvRow {
  line: number;
  cell(column: string): string;
}

/**
 * The rows of a CSV whose first line names its columns, in any order. No cell here ever holds a
 * comma or a quote. Throws Refusal that names the file and the line.
 */
export function csvRows(csv: string, file: string, columns: readonly string[]): CsvRow[] {
  const text = csv.replace(/^\uFEFF/, "");
  if (!text.trim()) throw new Refusal(`${file} is empty.`);
  const lines = text.split(/\r?\n/);
  const header = headerOf(lines[0] ?? "", file, columns);
  const rows = lines.flatMap((content, index): CsvRow[] => {
    if (index === 0 || !content.trim()) return [];
    const cells = content.split(",");
    const line = index + 1;
    if (cells.length !== header.length) {
      throw new Refusal(
        `${file}, line ${line}: expected ${header.length} cells, and there ${cells.length === 1 ? "is" : "are"} ${cells.length}.`,
      );
    }
    if (content.includes('"')) throw new Refusal(`${file}, line ${line}: ${unquote}`);
    return [{ line, cell: (column) => (cells[header.indexOf(column)] ?? "").trim() }];
  });
  if (!rows.length) throw new Refusal(`${file} has no rows.`);
  return rows;
}

const unquote = "write the cells without quotes.";

function headerOf(text: string, file: string, columns: readonly string[]): string[] {
  const header = text.split(",").map((name) => name.trim().toLowerCase());
  const doubled = header.find((name, index) => name && header.indexOf(name) < index);
  if (doubled) {
    throw new Refusal(`${file}, line 1: the column "${doubled}" is there twice; leave one out.`);
  }
  const missing = columns.filter((column) => !header.includes(column));
  if (!missing.length) return header;
  const separator = /[;\t|]/.exec(text)?.[0];
  const cause = text.includes('"')
    ? ` Instead, ${unquote}`
    : separator
      ? ` Separate the cells by commas, not by ${JSON.stringify(separator)}.`
      : "";
  throw new Refusal(
    `${file}, line 1: expected the columns ${columns.join(",")}; ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not there.${cause}`,
  );
}

/** Throws Refusal. */
export function numberIn({ cell, line }: CsvRow, column: string, file: string): number {
  const text = cell(column);
  const value = Number(text);
  if (text && Number.isFinite(value)) return value;
  throw new Refusal(`${file}, line ${line}: ${column} "${text}" is no number.`);
}
