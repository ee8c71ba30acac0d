import { type FeedChange, type FeedState, initialState, nextState } from "./feed-state.ts";
import { hubFailure } from "./hub-failure.ts";
import type { LiveLine } from "./live-line.ts";
import { createRefreshGate } from "./refresh-gate.ts";
import type { Timing } from "./timing.ts";

interface FeedOptions<Answer> {
  ask: () => Promise<Answer>;
  /** A message of the hub about one of these asks anew. */
  topics: readonly string[];
  line: LiveLine;
  timing: Timing;
  minGapMs?: number;
}

export interface Feed<Answer> {
  state(): FeedState<Answer>;
  /** Calls on every change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** Asks the hub again, as soon as the gate allows. */
  refresh(): void;
  /** Asks no more. */
  stop(): void;
}

/** A busy fleet changes all the time, and a user has 100 calls a minute for all open pages. */
const defaultGapMs = 3_000;
const pollMs = 10_000;
/** A socket can be dead without having closed; so even then the page asks now and then. */
const pollBesideSocketMs = 30_000;

/** Keeps the newest answer: asks once, then on every message, and on a timer besides. */
export function startFeed<Answer>(options: FeedOptions<Answer>): Feed<Answer> {
  const { timing, line, topics, minGapMs = defaultGapMs } = options;
  const listeners = new Set<() => void>();
  let state: FeedState<Answer> = { ...initialState, socket: line.status() };
  let cancelPoll = () => {};
  let stopped = false;

  function apply(change: FeedChange<Answer>): void {
    const next = nextState(state, change);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  function schedulePoll(): void {
    cancelPoll();
    if (stopped) return;
    cancelPoll = timing.after(
      state.socket === "open" && !state.failure ? pollBesideSocketMs : pollMs,
      refresh,
    );
  }

  const refresh = createRefreshGate({
    run: async () => {
      if (stopped) return 0;
      apply(await answerOf(options));
      schedulePoll();
      return waitMsOf(state);
    },
    minGapMs,
    timing,
  });

  refresh();
  const unsubscribe = line.subscribe({
    onStatus(status, before) {
      apply({ kind: "socket", status });
      // Messages may have been missed before it opened. And a close is the first sign of an
      // outage, or of rights that changed: then the hub closes it with code 4401.
      if (status === "open" || before === "open") refresh();
    },
    onTopics(changed) {
      if (changed.some((topic) => topics.includes(topic))) refresh();
    },
  });

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh,
    stop() {
      stopped = true;
      unsubscribe();
      cancelPoll();
    },
  };
}

async function answerOf<Answer>({ ask, timing }: FeedOptions<Answer>): Promise<FeedChange<Answer>> {
  try {
    return { kind: "answered", answer: await ask(), atMs: timing.nowMs() };
  } catch (thrown) {
    return { kind: "failed", failure: hubFailure(thrown) };
  }
}

/** How long the hub wants to be left alone. */
function waitMsOf({ failure }: FeedState<unknown>): number {
  return failure?.kind === "too-many" ? failure.waitMs : 0;
}
