const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** An age as a person says it: "12 s", "4 min", "3 h", "2 d". Below zero counts as zero. */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < minute) return `${seconds} s`;
  if (seconds < hour) return `${Math.floor(seconds / minute)} min`;
  if (seconds < 2 * day) return `${Math.floor(seconds / hour)} h`;
  return `${Math.floor(seconds / day)} d`;
}

/** A whole percentage, or null for unknown: never 0 for what was not measured. */
export function formatPercent(percent: number | null): string | null {
  return percent === null ? null : `${Math.round(percent)} %`;
}

export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** "1 pool", "3 pools". */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** The time of day in the reader's zone; with day and year in front where they are not today's. */
export function formatTime(atMs: number, nowMs: number): string {
  const [at, now] = [new Date(atMs), new Date(nowMs)];
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === now.toDateString()) return time;
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...year });
  return `${day}, ${time}`;
}

/** Day and time to the second, in the reader's zone. */
export function formatSecond(atMs: number): string {
  const at = new Date(atMs);
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  return `${day}, ${at.toLocaleTimeString("en-GB")}`;
}

/** Names joined for a sentence: "a", "a and b", "a, b and 3 more". */
export function listed(names: readonly string[], most: number): string {
  const left = names.length - most;
  if (left > 0) return `${names.slice(0, most).join(", ")} and ${left} more`;
  const last = names.at(-1) ?? "";
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${last}` : last;
}
