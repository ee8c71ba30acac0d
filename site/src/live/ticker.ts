/** The hub's time, and one timer for everything on the page that shows an age. */
export interface Ticker {
  nowMs(): number;
  /** Calls every second, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

const tickMs = 1_000;

export function createTicker(nowMs: () => number): Ticker {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    nowMs,
    subscribe(listener) {
      listeners.add(listener);
      timer ??= setInterval(() => {
        for (const call of listeners) call();
      }, tickMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
