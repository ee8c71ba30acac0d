/** The page's clock and timers, as an argument, so that a test can turn them by hand. */
export interface Timing {
  nowMs(): number;
  /** Calls once after so many milliseconds, unless the returned function cancels it first. */
  after(delayMs: number, call: () => void): () => void;
}

export const browserTiming: Timing = {
  nowMs: () => Date.now(),
  after(delayMs, call) {
    const id = setTimeout(call, delayMs);
    return () => clearTimeout(id);
  },
};
