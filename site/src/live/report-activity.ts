/** The hub ends a session that nobody used; so much finer than a minute it need not know. */
const atMostEveryMs = 60_000;

/** What an event of a person at work calls: tells the hub, at most once a minute. */
export function activityReporter(touch: () => Promise<unknown>, nowMs: () => number): () => void {
  // Opening the page was activity too, as the hub has seen for itself.
  let toldAtMs = nowMs();
  return () => {
    const sinceMs = nowMs() - toldAtMs;
    // A clock that was set back must not silence it.
    if (sinceMs >= 0 && sinceMs < atMostEveryMs) return;
    toldAtMs = nowMs();
    // Unheard, the next sign of life tells it anew; a 401 leads to the sign-in page.
    touch().catch(() => {});
  };
}
