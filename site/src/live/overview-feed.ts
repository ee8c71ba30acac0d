import type { OverviewOutput } from "../../../core/contract/site-contract.ts";
import { hubFailure } from "./hub-failure.ts";
import { holdLiveSocket, type Socket } from "./live-socket.ts";
import {
  initialState,
  nextState,
  type OverviewChange,
  type OverviewState,
} from "./overview-state.ts";
import { createRefreshGate } from "./refresh-gate.ts";
import type { Timing } from "./timing.ts";

interface OverviewFeedOptions {
  fetchOverview: () => Promise<OverviewOutput>;
  connect: () => Socket;
  timing: Timing;
  /** 0 up to 1. */
  random: () => number;
}

export interface OverviewFeed {
  state(): OverviewState;
  /** Calls on every change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** Asks the hub again, as soon as the gate allows. */
  refresh(): void;
}

const minGapMs = 1_000;
const pollMs = 10_000;
/** A socket can be dead without having closed; so even then the page asks now and then. */
const pollBesideSocketMs = 30_000;

/** Keeps the newest overview: asks once, then on every message, and on a timer besides. */
export function startOverviewFeed(options: OverviewFeedOptions): OverviewFeed {
  const { timing, connect, random } = options;
  const listeners = new Set<() => void>();
  let state = initialState;
  let cancelPoll = () => {};

  function apply(change: OverviewChange): void {
    const next = nextState(state, change);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  function schedulePoll(): void {
    cancelPoll();
    cancelPoll = timing.after(
      state.socket === "open" && !state.failure ? pollBesideSocketMs : pollMs,
      refresh,
    );
  }

  const refresh = createRefreshGate({
    run: async () => {
      apply(await ask(options));
      schedulePoll();
    },
    minGapMs,
    timing,
  });

  refresh();
  holdLiveSocket({
    connect,
    timing,
    random,
    onStatus(status) {
      const held = state.socket;
      apply({ kind: "socket", status });
      // Messages may have been missed before it opened; and a close is the first sign of an outage.
      if (status === "open" || held === "open") refresh();
    },
    onTopics(topics) {
      if (topics.includes("overview")) refresh();
    },
  });

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh,
  };
}

async function ask({ fetchOverview, timing }: OverviewFeedOptions): Promise<OverviewChange> {
  try {
    return { kind: "answered", overview: await fetchOverview(), atMs: timing.nowMs() };
  } catch (thrown) {
    return { kind: "failed", failure: hubFailure(thrown) };
  }
}
