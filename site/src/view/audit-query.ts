import type { AuditCategory, AuditFilter } from "../../../core/contract/audit-contract.ts";
import { mostFilterCharacters } from "../../../core/contract/limits.ts";

/** The categories with what belongs to them. */
export const categories: Record<AuditCategory, string> = {
  AUTH: "signing in and out",
  NODE: "agents and their keys",
  POOL: "resizes",
  USER: "accounts and tokens",
  CONFIG: "configs of nodes",
  SYSTEM: "the hub itself",
};

type Query = Partial<Record<keyof AuditFilter, string>>;

const texts = ["action", "user", "resourceType", "text"] as const;
const times = ["fromMs", "untilMs"] as const;

/**
 * Reads a filter from the address of the audit page. What the hub would not take is left out, so
 * that an address that was changed by hand shows too much rather than an error.
 */
export function filterOfQuery(search: string): AuditFilter {
  const query = new URLSearchParams(search);
  return filterOf(Object.fromEntries(query));
}

/** The filter that fields with these texts mean; empty ones do not narrow the choice. */
export function filterOf(fields: Query): AuditFilter {
  const filter: AuditFilter = {};
  const { category, status } = fields;
  if (category && Object.hasOwn(categories, category)) filter.category = category as AuditCategory;
  if (status === "SUCCESS" || status === "FAILURE") filter.status = status;
  for (const name of texts) {
    const text = fields[name]?.trim().slice(0, mostFilterCharacters);
    if (text) filter[name] = text;
  }
  for (const name of times) {
    const atMs = Number(fields[name] || Number.NaN);
    if (Number.isSafeInteger(atMs) && atMs >= 0) filter[name] = atMs;
  }
  return filter;
}

/** The same filter as a query, under the names the hub uses; "" for none. */
export function queryOf(filter: AuditFilter): string {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined);
  return new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
}

/** Epoch ms as a `datetime-local` field has it, in the reader's zone; "" for none. */
export function fieldOfTime(atMs: number | undefined): string {
  if (atMs === undefined) return "";
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Epoch ms as digits, of a `datetime-local` field in the reader's zone; "" for none. */
export function timeOfField(field: string): string {
  const atMs = new Date(field).getTime();
  return Number.isNaN(atMs) ? "" : String(atMs);
}
