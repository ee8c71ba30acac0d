import { Cron } from "croner";
import { doubledUntil, instantOf, localOf } from "./local-time.ts";

/** A day of the week, as a config writes it. */
export type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** When a schedule opens, and for how long. */
export type Opening =
  /** From `startTime` up to, not including, `endTime` ("HH:MM"), on the days on which it starts. */
  | { kind: "daily"; startTime: string; endTime: string; days: readonly Day[] }
  /** Five fields; open for `durationMinutes` from each match on. */
  | { kind: "cron"; expression: string; durationMinutes: number };

/** One time that a schedule opens: up to, not including, `closesAtMs`. */
export interface Span {
  opensAtMs: number;
  closesAtMs: number;
}

export interface Timed {
  opens: Opening;
  /** IANA time zone. */
  timezone: string;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A daily window is a day at most, and no clock was ever set back by a further one. */
const longestDailyMs = 2 * dayMs;
const dayNames: readonly Day[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Each time the schedule opens strictly after an instant, in order; none that is shown twice. */
export function* spansAfter(schedule: Timed, afterMs: number): Generator<Span> {
  let lastMs = afterMs;
  const { opens, timezone } = schedule;
  const spans =
    opens.kind === "daily"
      ? daily(opens, schedule, localOf(afterMs, timezone))
      : cron(opens, schedule, afterMs);
  for (const span of spans) {
    // Several local times that were skipped open at the same jump: once.
    if (span.opensAtMs <= lastMs) continue;
    lastMs = span.opensAtMs;
    yield span;
  }
}

/** The span that is open at an instant, or null. */
export function openSpan(schedule: Timed, atMs: number): Span | null {
  const { opens } = schedule;
  const longestMs = opens.kind === "daily" ? longestDailyMs : opens.durationMinutes * minuteMs;
  for (const span of spansAfter(schedule, atMs - longestMs)) {
    if (span.opensAtMs > atMs) return null;
    if (atMs < span.closesAtMs) return span;
  }
  return null;
}

/** Whether there is any day that the schedule opens on; 30 February, for one, there is not. */
export function everFires({ opens }: Timed): boolean {
  return opens.kind === "daily" || cronOf(opens.expression).fires;
}

/** Whether a text is a cron expression of five fields: numbers, names, lists, ranges and steps. */
export function isCron(expression: string): boolean {
  const fields = expression.trim().split(/\s+/);
  const isPlain = (field: string) => /^(\d+|[a-z]{3}|[*,/-])+$/i.test(field);
  if (fields.length !== 5 || !fields.every(isPlain)) return false;
  try {
    cronOf(expression);
    return true;
  } catch {
    return false;
  }
}

function* daily(
  { startTime, endTime, days }: Extract<Opening, { kind: "daily" }>,
  { timezone }: Timed,
  localMs: number,
): Generator<Span> {
  const startMs = timeMs(startTime);
  const endMs = timeMs(endTime) + (timeMs(endTime) <= startMs ? dayMs : 0);
  for (let dayStartMs = Math.floor(localMs / dayMs) * dayMs; ; dayStartMs += dayMs) {
    if (!days.includes(dayNames[new Date(dayStartMs).getUTCDay()] ?? "sun")) continue;
    const opensAtMs = instantOf(dayStartMs + startMs, timezone);
    const closesAtMs = instantOf(dayStartMs + endMs, timezone);
    // One that lies in the skipped hour, or ends before a doubled one, has its length all the same.
    const isEmpty = closesAtMs <= opensAtMs;
    yield { opensAtMs, closesAtMs: isEmpty ? opensAtMs + endMs - startMs : closesAtMs };
  }
}

/** Matches local times as if they were UTC, where no clock is ever moved. */
function* cron(
  { expression, durationMinutes }: Extract<Opening, { kind: "cron" }>,
  { timezone }: Timed,
  afterMs: number,
): Generator<Span> {
  const { pattern, fires } = cronOf(expression);
  if (!fires) return;
  // What is shown for the second time has opened; a match at the end of it has not.
  const doubledMs = doubledUntil(afterMs, timezone);
  let match = pattern.nextRun(
    new Date(doubledMs === null ? localOf(afterMs, timezone) : doubledMs - 1),
  );
  while (match) {
    const opensAtMs = instantOf(match.getTime(), timezone);
    yield { opensAtMs, closesAtMs: opensAtMs + durationMinutes * minuteMs };
    // All that is skipped opens at the same jump, where the clock shows the end of it.
    match = pattern.nextRun(new Date(Math.max(match.getTime(), localOf(opensAtMs, timezone))));
  }
}

interface KnownCron {
  pattern: Cron;
  fires: boolean;
}

const patterns = new Map<string, KnownCron>();
const mostPatterns = 1000;
/** Croner looks no further than 2999, and so finds out soon; 2996 has every day that there is. */
const lastYearsMs = Date.UTC(2995, 11, 31);

/** Throws for an expression that is none. */
function cronOf(expression: string): KnownCron {
  let known = patterns.get(expression);
  if (!known) {
    const pattern = new Cron(expression, { mode: "5-part", timezone: "UTC", paused: true });
    known = { pattern, fires: pattern.nextRun(new Date(lastYearsMs)) !== null };
    if (patterns.size >= mostPatterns) patterns.clear();
    patterns.set(expression, known);
  }
  return known;
}

function timeMs(time: string): number {
  const [hours, minutes] = time.split(":");
  return (Number(hours) * 60 + Number(minutes)) * minuteMs;
}
