import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countCall, TooMany, takeHeartbeat } from "./rate-limit.ts";

const startMs = 1_790_000_000_000;
const minuteMs = 60_000;

/** Counts calls at these times, one after the other; the times of those that were let in. */
function letIn(atMs: readonly number[], perMinute: number): number[] {
  let times: number[] = [];
  return atMs.filter((nowMs) => {
    const counted = countCall(times, perMinute, nowMs);
    if (counted.kind === "counted") times = counted.times;
    return counted.kind === "counted";
  });
}

/** Times that a clock shows one after the other, in ms since the start. */
const instants = fc
  .array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 60 })
  .map((gaps) => {
    let nowMs = startMs;
    return gaps.map((gapMs) => {
      nowMs += gapMs;
      return nowMs;
    });
  });

const mostWithin = (times: readonly number[], windowMs: number) =>
  Math.max(0, ...times.map((from) => times.filter((t) => t >= from && t < from + windowMs).length));

describe("calls", () => {
  it("are let in N times in whatever 60 s, and never more", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 8 }), (atMs, perMinute) => {
        expect(mostWithin(letIn(atMs, perMinute), minuteMs)).toBeLessThanOrEqual(perMinute);
      }),
    );
  });

  it("are let in whenever fewer than N were within the 60 s before", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 8 }), (atMs, perMinute) => {
        let times: number[] = [];
        for (const nowMs of atMs) {
          const recent = times.filter((t) => t > nowMs - minuteMs).length;
          const counted = countCall(times, perMinute, nowMs);
          expect(counted.kind).toBe(recent < perMinute ? "counted" : "refused");
          if (counted.kind === "counted") times = counted.times;
        }
      }),
    );
  });

  it("that wait as long as they are told are let in, and 1 ms earlier are not", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 8 }), (atMs, perMinute) => {
        let times: number[] = [];
        for (const nowMs of atMs) {
          const counted = countCall(times, perMinute, nowMs);
          if (counted.kind === "counted") times = counted.times;
          else {
            expect(counted.waitMs).toBeGreaterThan(0);
            expect(counted.waitMs).toBeLessThanOrEqual(minuteMs);
            const at = (ms: number) => countCall(times, perMinute, ms).kind;
            expect(at(nowMs + counted.waitMs)).toBe("counted");
            expect(at(nowMs + counted.waitMs - 1)).toBe("refused");
          }
        }
      }),
    );
  });

  it("that are refused do not count", () => {
    const tries = Array.from({ length: 1000 }, (_, i) => startMs + i * 60);
    expect(letIn([...tries, startMs + minuteMs], 3)).toEqual([
      ...tries.slice(0, 3),
      startMs + minuteMs,
    ]);
  });

  it("are remembered for a minute, not longer", () => {
    const times = Array.from({ length: 50 }, (_, i) => startMs + i * 1000);
    const counted = countCall(times, 100, startMs + 99_000);
    expect(counted).toEqual({ kind: "counted", times: [...times.slice(40), startMs + 99_000] });
  });

  it("are not locked out by a clock that was set back", () => {
    const times = Array(5).fill(startMs + 3_600_000);
    expect(countCall(times, 5, startMs).kind).toBe("counted");
  });

  it("are not let in for long where the limit was lowered meanwhile", () => {
    const times = Array.from({ length: 10 }, (_, i) => startMs + i * 1000);
    expect(countCall(times, 2, startMs + 10_000)).toEqual({ kind: "refused", waitMs: 58_000 });
  });
});

/** Sends heartbeats at these times; the times of those that were taken. */
function taken(atMs: readonly number[], perMinute: number): number[] {
  let heartbeatsUntilMs = 0;
  return atMs.filter((nowMs) => {
    try {
      heartbeatsUntilMs = takeHeartbeat({ heartbeatsUntilMs }, perMinute, nowMs);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(TooMany);
      return false;
    }
  });
}

describe("heartbeats", () => {
  it("may come 20 at once, and then at their rate", () => {
    const burst = Array(40).fill(startMs);
    expect(taken(burst, 2)).toHaveLength(20);
    const later = Array.from({ length: 600 }, (_, i) => startMs + (i + 1) * 1000);
    expect(taken([...burst, ...later], 2)).toHaveLength(20 + 20);
  });

  it("are never refused at their rate, however long", () => {
    const atMs = Array.from({ length: 2000 }, (_, i) => startMs + i * 30_000);
    expect(taken(atMs, 2)).toEqual(atMs);
    const odd = Array.from({ length: 2000 }, (_, i) => startMs + Math.ceil((i * 60_000) / 7));
    expect(taken(odd, 7)).toEqual(odd);
  });

  it("are taken in whatever time at most the burst and that time's share", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 30 }), (atMs, perMinute) => {
        const times = taken(
          atMs.flatMap((t) => Array(5).fill(t)),
          perMinute,
        );
        for (const windowMs of [1, minuteMs, 5 * minuteMs]) {
          // Each share is rounded to whole milliseconds.
          const most = 20 + (windowMs * perMinute) / minuteMs + 1;
          expect(mostWithin(times, windowMs)).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it("that wait as long as they are told are taken", () => {
    let heartbeatsUntilMs = 0;
    for (let i = 0; i < 20; i++) {
      heartbeatsUntilMs = takeHeartbeat({ heartbeatsUntilMs }, 2, startMs);
    }
    const refused = () => takeHeartbeat({ heartbeatsUntilMs }, 2, startMs + 5000);
    expect(refused).toThrow("Too many heartbeats of this node; try again in 25 s.");
    expect(() => takeHeartbeat({ heartbeatsUntilMs }, 2, startMs + 30_000)).not.toThrow();
  });

  it("are not locked out by a clock that was set back", () => {
    const heartbeatsUntilMs = startMs + 3_600_000;
    expect(() => takeHeartbeat({ heartbeatsUntilMs }, 2, startMs)).toThrow(/try again in 30 s/);
    expect(() => takeHeartbeat({ heartbeatsUntilMs }, 2, startMs + 30_000)).toThrow();
  });
});

describe("the refusal", () => {
  it.each([
    [1, 1],
    [1000, 1],
    [1001, 2],
    [59_999.5, 60],
  ])("tells %d ms as %d s, so that who waits is let in", (waitMs, seconds) => {
    const { retryAfterSeconds, message } = new TooMany("calls", waitMs);
    expect({ retryAfterSeconds, message }).toEqual({
      retryAfterSeconds: seconds,
      message: `Too many calls; try again in ${seconds} s.`,
    });
  });
});
