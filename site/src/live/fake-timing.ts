import type { Timing } from "./timing.ts";

interface FakeTiming extends Timing {
  /** Moves the clock, calls what falls due in order, and lets promises settle in between. */
  advance(byMs: number): Promise<void>;
}

/** A clock for tests that moves only when it is told to. */
export function fakeTiming(startMs = 1_000_000): FakeTiming {
  let nowMs = startMs;
  const due: { atMs: number; call: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(delayMs, call) {
      const timer = { atMs: nowMs + delayMs, call };
      due.push(timer);
      return () => {
        const index = due.indexOf(timer);
        if (index >= 0) due.splice(index, 1);
      };
    },
    async advance(byMs) {
      const untilMs = nowMs + byMs;
      await settle();
      for (;;) {
        const next = due.toSorted((a, b) => a.atMs - b.atMs)[0];
        if (!next || next.atMs > untilMs) break;
        due.splice(due.indexOf(next), 1);
        nowMs = next.atMs;
        next.call();
        await settle();
      }
      nowMs = untilMs;
    },
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
