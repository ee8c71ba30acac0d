import type { Timing } from "./timing.ts";

interface RefreshGateOptions {
  /** What to do; must not reject. Gives how many ms must pass before it may be done again. */
  run: () => Promise<number>;
  minGapMs: number;
  timing: Timing;
}

/**
 * Asks for a run. Runs never overlap and start at least `minGapMs` apart, or as long after the end
 * of the last one as that said; however often one is asked for meanwhile, exactly one more follows.
 */
export function createRefreshGate({ run, minGapMs, timing }: RefreshGateOptions): () => void {
  let busy = false;
  let wanted = false;
  let waiting = false;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let gapMs = minGapMs;

  async function start(): Promise<void> {
    waiting = false;
    wanted = false;
    busy = true;
    lastAtMs = timing.nowMs();
    gapMs = minGapMs;
    const holdMs = await run();
    if (holdMs > 0) {
      lastAtMs = timing.nowMs();
      gapMs = Math.max(minGapMs, holdMs);
    }
    busy = false;
    if (wanted) request();
  }

  function request(): void {
    wanted = true;
    if (busy || waiting) return;
    // A clock that was set back must not hold the gate shut.
    const waitMs = Math.min(gapMs, lastAtMs + gapMs - timing.nowMs());
    if (waitMs <= 0) {
      void start();
      return;
    }
    waiting = true;
    timing.after(waitMs, () => void start());
  }

  return request;
}
