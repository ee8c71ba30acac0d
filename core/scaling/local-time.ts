const hourMs = 3_600_000;
/** Farther from UTC than any zone is, and farther than any clock is ever moved. */
const farMs = 36 * hourMs;

/**
 * The instant of a local time: of one that occurs twice, when clocks go back, the first; of one
 * that is skipped, when clocks go forward, the moment of the jump.
 * @param localMs what a clock in the zone shows, as if it were UTC, in epoch ms
 * @param timezone IANA name; RangeError for one that the runtime does not know
 */
export function instantOf(localMs: number, timezone: string): number {
  const before = offsetMs(localMs - farMs, timezone);
  const after = offsetMs(localMs + farMs, timezone);
  for (const offset of [before, after]) {
    const atMs = localMs - offset;
    if (offsetMs(atMs, timezone) === offset) return atMs;
  }
  return jumpBetween(localMs - farMs, localMs + farMs, timezone);
}

/** What a clock in the zone shows at an instant, as if it were UTC, in epoch ms. */
export function localOf(atMs: number, timezone: string): number {
  return atMs + offsetMs(atMs, timezone);
}

/**
 * Where a clock shows a time for the second time, having gone back: the local time at which what is
 * shown twice ends. Else null.
 */
export function doubledUntil(atMs: number, timezone: string): number | null {
  const firstMs = instantOf(localOf(atMs, timezone), timezone);
  if (firstMs >= atMs) return null;
  return jumpBetween(firstMs, atMs, timezone) + offsetMs(firstMs, timezone);
}

/** The instant at which the zone's offset changes; there is one such between the two. */
function jumpBetween(fromMs: number, toMs: number, timezone: string): number {
  const before = offsetMs(fromMs, timezone);
  let [low, high] = [fromMs, toMs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(middle, timezone) === before) low = middle;
    else high = middle;
  }
  return high;
}

function offsetMs(atMs: number, timezone: string): number {
  const wholeMs = Math.floor(atMs / 1000) * 1000;
  const shown: Record<string, number> = {};
  for (const { type, value } of formatterFor(timezone).formatToParts(wholeMs)) {
    shown[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeMs;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
