import { invalidParameter } from "./oci-error.ts";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

interface Page<T> {
  items: T[];
  /** What `opc-next-page` carries; absent on the last page. */
  next?: string;
}

/** Cuts one page out of a list by the query's `limit` and `page`. */
export function pageOf<T>(items: readonly T[], query: URLSearchParams): Page<T> {
  const limit = parseLimit(query.get("limit"));
  const start = parsePage(query.get("page"));
  const page = items.slice(start, start + limit);
  if (start + limit >= items.length) return { items: page };
  return { items: page, next: Buffer.from(`from:${start + limit}`).toString("base64url") };
}

function parseLimit(text: string | null): number {
  if (text === null) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw invalidParameter(`limit must be a whole number from 1 to ${MAX_LIMIT}`);
  }
  return limit;
}

function parsePage(text: string | null): number {
  if (text === null) return 0;
  const match = /^from:(\d{1,9})$/.exec(Buffer.from(text, "base64url").toString());
  if (match === null) throw invalidParameter("page is not a value of opc-next-page");
  return Number(match[1]);
}

/** Orders by the query's `sortBy` and `sortOrder`: TIMECREATED newest first, names ascending. */
export function sorted<T extends { displayName: string; timeCreated: string }>(
  items: readonly T[],
  query: URLSearchParams,
): T[] {
  const byName = query.get("sortBy") === "DISPLAYNAME";
  const descending = (query.get("sortOrder") ?? (byName ? "ASC" : "DESC")) === "DESC";
  const ascending = [...items].sort((a, b) => {
    const [left, right] = byName ? [a.displayName, b.displayName] : [a.timeCreated, b.timeCreated];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return descending ? ascending.reverse() : ascending;
}
