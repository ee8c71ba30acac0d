import type { Person } from "./caller.ts";
import { type Take, TooMany } from "./rate-limit.ts";

/** Counts the calls of people; administrators have more of them. */
export function callCounter(
  take: Take,
  limits: { callsPerMinute: number; adminCallsPerMinute: number },
): (person: Person) => Promise<void> {
  return async ({ id, role }) => {
    const perMinute = role === "ADMIN" ? limits.adminCallsPerMinute : limits.callsPerMinute;
    if (perMinute === 0) return;
    const waitMs = await take(`calls of ${id}`, perMinute);
    if (waitMs > 0) throw new TooMany("calls", waitMs);
  };
}
