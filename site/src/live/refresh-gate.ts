import type { Timing } from "./timing.ts";

interface RefreshGateOptions {
  /** What to do; must not reject. */
  run: () => Promise<void>;
  minGapMs: number;
  timing: Timing;
}

/**
 * Asks for a run. Runs never overlap and start at least `minGapMs` apart; however often one is
 * asked for meanwhile, exactly one more follows.
 */
export function createRefreshGate({ run, minGapMs, timing }: RefreshGateOptions): () => void {
  let busy = false;
  let wanted = false;
  let waiting = false;
  let startedAtMs = Number.NEGATIVE_INFINITY;

  async function start(): Promise<void> {
    waiting = false;
    wanted = false;
    busy = true;
    startedAtMs = timing.nowMs();
    await run();
    busy = false;
    if (wanted) request();
  }

  function request(): void {
    wanted = true;
    if (busy || waiting) return;
    // A clock that was set back must not hold the gate shut.
    const waitMs = Math.min(minGapMs, startedAtMs + minGapMs - timing.nowMs());
    if (waitMs <= 0) {
      void start();
      return;
    }
    waiting = true;
    timing.after(waitMs, () => void start());
  }

  return request;
}
