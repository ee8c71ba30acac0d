import { Refusal } from "./refusal.ts";

/** A row of a CSV: its cells by column, and where it stands. */
export interface Row {
  line: number;
  cell(column: string): string;
}

/**
 * The rows of a CSV whose first line names its columns, in any order. No cell here ever holds a
 * comma or a quote. Throws Refusal that names the file and the line.
 */
export function rowsOf(csv: string, file: string, columns: readonly string[]): Row[] {
  const lines = csv.replace(/^\uFEFF/, "").split(/\r?\n/);
  const header = (lines[0] ?? "").split(",").map((name) => name.trim().toLowerCase());
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length) {
    throw new Refusal(
      `${file}, line 1: expected the columns ${columns.join(",")}; ${missing.join(" and ")} is not there.`,
    );
  }
  const rows = lines.flatMap((text, index): Row[] => {
    if (index === 0 || !text.trim()) return [];
    const cells = text.split(",");
    const line = index + 1;
    if (cells.length !== header.length) {
      throw new Refusal(
        `${file}, line ${line}: expected ${header.length} cells, and there are ${cells.length}.`,
      );
    }
    return [{ line, cell: (column) => (cells[header.indexOf(column)] ?? "").trim() }];
  });
  if (!rows.length) throw new Refusal(`${file} has no rows.`);
  return rows;
}

/** ISO 8601, or seconds since 1970. Throws Refusal. */
export function timeIn({ cell, line }: Row, file: string): number {
  const text = cell("timestamp");
  const isSeconds = /^\d+(\.\d+)?$/.test(text);
  const atMs = isSeconds ? Number(text) * 1000 : Date.parse(text);
  // Without a zone a time means another instant on every machine.
  const isZoned =
    isSeconds || /(Z|[+-]\d{2}:?\d{2})$/i.test(text) || /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (text && Number.isFinite(atMs) && Math.abs(atMs) < 8.64e15) {
    return isZoned ? atMs : Date.parse(`${text.replace(" ", "T")}Z`);
  }
  throw new Refusal(
    `${file}, line ${line}: "${text}" is no time; write ISO 8601 or seconds since 1970.`,
  );
}

/** Throws Refusal. */
export function numberIn({ cell, line }: Row, column: string, file: string): number {
  const text = cell(column);
  const value = Number(text);
  if (text && Number.isFinite(value)) return value;
  throw new Refusal(`${file}, line ${line}: ${column} "${text}" is no number.`);
}
