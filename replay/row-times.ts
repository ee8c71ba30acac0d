import type { CsvRow } from "./csv-rows.ts";
import { Refusal } from "./refusal.ts";

const date = String.raw`(?<date>\d{4}-\d{2}-\d{2})`;
const clock = String.raw`(?<clock>(?:[01]\d|2[0-3]):[0-5]\d)(?::(?<seconds>[0-5]\d(?:\.\d+)?))?`;
const zone = String.raw`(?:Z|(?<sign>[+-])(?<hours>[01]\d|2[0-3])(?::?(?<minutes>[0-5]\d))?)?`;
const iso8601 = new RegExp(`^${date}(?:[T ]${clock}${zone})?$`, "i");

const expected =
  "expected ISO 8601, such as 2026-01-05T10:00:00Z (UTC where no zone is given), or seconds since 1970";

/** The year 2100: what is later was not meant as seconds. */
const latestSeconds = 4_102_444_800;

/**
 * When each row is, by its `timestamp`, in milliseconds since 1970: ISO 8601 with a date that the
 * calendar has, in UTC where it names no zone, or seconds since 1970. Throws Refusal.
 */
export function rowTimes(rows: readonly CsvRow[], file: string): number[] {
  return rows.map(({ cell, line }, index) => {
    const text = cell("timestamp");
    const place = `${file}, line ${line}: timestamp "${text}"`;
    // Seconds may count up from 0, past any year's number; no recording begins there.
    if (index === 0 && /^(19|20)\d\d(\d{4})?$/.test(text)) {
      throw new Refusal(`${place} is a date without its dashes or its day; ${expected}.`);
    }
    const atMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : isoMs(text);
    if (atMs === null) throw new Refusal(`${place} is no time; ${expected}.`);
    if (atMs <= latestSeconds * 1000) return atMs;
    throw new Refusal(
      `${place} is after the year 2100; ${expected}. Divide milliseconds since 1970 by 1000.`,
    );
  });
}

/** Null for what is no ISO 8601, or no day of the calendar. */
function isoMs(text: string): number | null {
  const parts = iso8601.exec(text)?.groups;
  if (!parts) return null;
  const { date, clock = "00:00", seconds = "0", sign, hours = "0", minutes = "0" } = parts;
  const midnight = new Date(`${date}T00:00:00Z`);
  // A day that the month does not have is an invalid date, or one of the next month.
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(`${date}T`)) {
    return null;
  }
  const minuteMs = Date.parse(`${date}T${clock}:00Z`);
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return minuteMs + Math.round(Number(seconds) * 1000) - (sign === "-" ? -offsetMs : offsetMs);
}
