import { ZodError } from "zod";
import {
  type AuditFilter,
  type AuditRow,
  auditFilter,
} from "../../core/contract/audit-contract.ts";
import type { Reads } from "../fleet/reads.ts";
import { rowsBefore } from "./read-audit.ts";

const pageRows = 500;

/** The columns of an export, in their order. */
const columns = [
  "seq",
  "id",
  "atMs",
  "actorKind",
  "actorId",
  "actorEmail",
  "actorRole",
  "action",
  "category",
  "resourceType",
  "resourceId",
  "resourceName",
  "description",
  "details",
  "address",
  "userAgent",
  "status",
  "error",
] as const satisfies readonly (keyof AuditRow)[];

/** How the rows are written down. */
export type ExportFormat = "csv" | "jsonl";

export interface ExportWish {
  format: ExportFormat;
  filter: AuditFilter;
}

/** What an address asks for; a sentence where it asks for nonsense. */
export function exportWish(parameters: URLSearchParams): ExportWish | string {
  const { format = "csv", ...rest } = Object.fromEntries(parameters);
  if (format !== "csv" && format !== "jsonl") return 'format: expected "csv" or "jsonl"';
  const { fromMs, untilMs, ...texts } = rest;
  const times = {
    ...(fromMs && { fromMs: Number(fromMs) }),
    ...(untilMs && { untilMs: Number(untilMs) }),
  };
  try {
    return { format, filter: auditFilter.strict().parse({ ...texts, ...times }) };
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  }
}

/** The rows that the filter lets through, newest first, page by page as the reader takes them. */
export function exportedAudit(reads: Reads, { format, filter }: ExportWish): ReadableStream {
  const encoder = new TextEncoder();
  let beforeSeq: number | undefined;
  return new ReadableStream({
    start(controller) {
      if (format === "csv") controller.enqueue(encoder.encode(`${columns.join(",")}\r\n`));
    },
    async pull(controller) {
      const rows = await rowsBefore(reads, filter, { beforeSeq, limit: pageRows });
      beforeSeq = rows.at(-1)?.seq;
      if (rows.length) {
        controller.enqueue(encoder.encode(rows.map((row) => line(row, format)).join("")));
      }
      if (rows.length < pageRows) controller.close();
    },
  });
}

function line(row: AuditRow, format: ExportFormat): string {
  if (format === "csv") return `${columns.map((name) => cell(row[name])).join(",")}\r\n`;
  const details = row.details === null ? null : JSON.parse(row.details);
  return `${JSON.stringify({ ...row, details })}\n`;
}

/**
 * Quoted by RFC 4180; what a spreadsheet would take for a formula gets an apostrophe before it, also
 * behind what some spreadsheets take for the end of a cell.
 */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = value.replace(/(^|[;|\t\r\n])(?=[=+\-@\t\r])/g, "$1'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
