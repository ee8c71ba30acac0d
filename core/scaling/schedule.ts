/** A day of the week, as a config writes it. */
export type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** A daily window of a pool: from `startTime` up to, not including, `endTime`, local time. */
export interface Schedule {
  name: string;
  /** "HH:MM"; an end at or before the start is on the next day. */
  startTime: string;
  endTime: string;
  /** The days on which the window starts. */
  days: readonly Day[];
  /** IANA time zone. */
  timezone: string;
  /** A fixed size: metric scaling rests. Null where the window only bounds the size. */
  targetInstances: number | null;
  minInstances: number | null;
  maxInstances: number | null;
}

/** What the schedules say at one time. */
export interface ScheduleWindow {
  name: string;
  targetSize: number | null;
  minSize: number | null;
  maxSize: number | null;
}

const dayNames: readonly Day[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * The window that is open at a time, or null. Of several open ones the first with a fixed size
 * wins; where none has, the highest floor and the lowest ceiling hold together.
 * Throws RangeError for a time zone the runtime does not know; config parsing refuses those.
 */
export function openWindow(schedules: readonly Schedule[], atMs: number): ScheduleWindow | null {
  const open = schedules.filter((schedule) => isOpen(schedule, atMs));
  const fixed = open.find((schedule) => schedule.targetInstances !== null);
  if (fixed)
    return { name: fixed.name, targetSize: fixed.targetInstances, minSize: null, maxSize: null };
  if (!open.length) return null;
  return {
    name: namesOf(open),
    targetSize: null,
    minSize: extreme(
      open.map((schedule) => schedule.minInstances),
      Math.max,
    ),
    maxSize: extreme(
      open.map((schedule) => schedule.maxInstances),
      Math.min,
    ),
  };
}

/** The first three names; a sentence with more would help nobody. */
function namesOf(open: readonly Schedule[]): string {
  const names = open.slice(0, 3).map(({ name }) => name);
  const more = open.length - names.length;
  return more ? `${names.join(" + ")} + ${more} more` : names.join(" + ");
}

function isOpen(schedule: Schedule, atMs: number): boolean {
  const { day, minute } = localTime(atMs, schedule.timezone);
  const start = minuteOfDay(schedule.startTime);
  const end = minuteOfDay(schedule.endTime);
  const today = schedule.days.includes(dayName(day));
  if (start < end) return today && minute >= start && minute < end;
  const yesterday = schedule.days.includes(dayName(day + 6));
  return (today && minute >= start) || (yesterday && minute < end);
}

function localTime(atMs: number, timezone: string): { day: number; minute: number } {
  const parts = formatterFor(timezone).formatToParts(atMs);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? "";
  const day = dayNames.indexOf(part("weekday").toLowerCase() as Day);
  return { day, minute: Number(part("hour")) * 60 + Number(part("minute")) };
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

function minuteOfDay(time: string): number {
  const [hours, minutes] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}

function dayName(index: number): Day {
  return dayNames[index % 7] as Day;
}

function extreme(
  values: readonly (number | null)[],
  pick: (...values: number[]) => number,
): number | null {
  const set = values.filter((value) => value !== null);
  return set.length ? pick(...set) : null;
}
