import { openSpan, type Span, spansAfter, type Timed } from "./firings.ts";

/** A window of a pool in which its size is fixed, or bounded. */
export interface Schedule extends Timed {
  name: string;
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
  /** Whose floor and whose ceiling these are, where several are open; else it is `name`. */
  floorOf?: string | undefined;
  ceilingOf?: string | undefined;
}

/** One time that a schedule will open. */
export interface Firing extends Span {
  schedule: string;
  targetSize: number | null;
  minSize: number | null;
  maxSize: number | null;
}

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
  const minSize = extreme(open, "minInstances", Math.max);
  const maxSize = extreme(open, "maxInstances", Math.min);
  const bounds = { name: namesOf(open), targetSize: null, minSize, maxSize };
  return open.length === 1 ? bounds : { ...bounds, ...ownersOf(bounds, open) };
}

function ownersOf(
  { minSize, maxSize }: Pick<ScheduleWindow, "minSize" | "maxSize">,
  open: readonly Schedule[],
): Pick<ScheduleWindow, "floorOf" | "ceilingOf"> {
  const floorOf = open.find(({ minInstances }) => minInstances === minSize)?.name;
  const ceilingOf = open.find(({ maxInstances }) => maxInstances === maxSize)?.name;
  return {
    ...(minSize === null ? {} : { floorOf }),
    ...(maxSize === null ? {} : { ceilingOf }),
  };
}

/**
 * The next times that any of the schedules opens, strictly after an instant, soonest first; of
 * the same instant in the order of the config. Throws like openWindow().
 */
export function nextFirings(
  schedules: readonly Schedule[],
  afterMs: number,
  count: number,
): Firing[] {
  return schedules
    .flatMap((schedule) => firingsOf(schedule, afterMs, count))
    .sort((a, b) => a.opensAtMs - b.opensAtMs)
    .slice(0, count);
}

function firingsOf(schedule: Schedule, afterMs: number, count: number): Firing[] {
  const { name, targetInstances, minInstances, maxInstances } = schedule;
  const firings: Firing[] = [];
  for (const span of spansAfter(schedule, afterMs)) {
    firings.push({
      ...span,
      schedule: name,
      targetSize: targetInstances,
      minSize: minInstances,
      maxSize: maxInstances,
    });
    if (firings.length >= count) break;
  }
  return firings;
}

/** Whether a schedule is open does not change from `fromMs` up to, not including, `untilMs`. */
interface Known {
  isOpen: boolean;
  fromMs: number;
  untilMs: number;
}

/** Calendars are slow, and the next question is nearly always about the same span. */
const known = new WeakMap<Schedule, Known>();

function isOpen(schedule: Schedule, atMs: number): boolean {
  let last = known.get(schedule);
  if (!last || atMs < last.fromMs || atMs >= last.untilMs) {
    last = findOut(schedule, atMs);
    known.set(schedule, last);
  }
  return last.isOpen;
}

function findOut(schedule: Schedule, atMs: number): Known {
  const span = openSpan(schedule, atMs);
  if (span) return { isOpen: true, fromMs: span.opensAtMs, untilMs: span.closesAtMs };
  const next = spansAfter(schedule, atMs).next();
  const untilMs = next.done ? Number.POSITIVE_INFINITY : next.value.opensAtMs;
  return { isOpen: false, fromMs: atMs, untilMs };
}

/** The first three names; a sentence with more would help nobody. */
function namesOf(open: readonly Schedule[]): string {
  const names = open.slice(0, 3).map(({ name }) => name);
  const more = open.length - names.length;
  return more ? `${names.join(" + ")} + ${more} more` : names.join(" + ");
}

function extreme(
  open: readonly Schedule[],
  bound: "minInstances" | "maxInstances",
  pick: (...values: number[]) => number,
): number | null {
  const set = open.map((schedule) => schedule[bound]).filter((value) => value !== null);
  return set.length ? pick(...set) : null;
}
