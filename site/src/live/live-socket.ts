import type { LiveMessage } from "../../../core/contract/site-contract.ts";
import { backoffMs } from "./backoff.ts";
import type { Timing } from "./timing.ts";

export type SocketStatus = "connecting" | "open" | "closed";

/** The part of a WebSocket that is used here. */
export interface Socket {
  addEventListener(type: "open" | "close", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
}

interface LiveSocketOptions {
  connect: () => Socket;
  timing: Timing;
  /** 0 up to 1. */
  random: () => number;
  onStatus: (status: SocketStatus) => void;
  onTopics: (topics: readonly string[]) => void;
}

/** A socket that closed sooner than this counts as a failed try: the backoff goes on growing. */
const heldLongEnoughMs = 10_000;

/** Holds a socket to the hub for as long as the page lives, with backoff between the tries. */
export function holdLiveSocket(options: LiveSocketOptions): void {
  const { connect, timing, random, onStatus, onTopics } = options;
  let failedTries = 0;

  function open(): void {
    let openedAtMs = Number.POSITIVE_INFINITY;
    onStatus("connecting");
    const socket = connect();
    socket.addEventListener("open", () => {
      openedAtMs = timing.nowMs();
      onStatus("open");
    });
    socket.addEventListener("message", ({ data }) => onTopics(topicsOf(data)));
    socket.addEventListener("close", () => {
      failedTries = timing.nowMs() - openedAtMs >= heldLongEnoughMs ? 0 : failedTries + 1;
      onStatus("closed");
      timing.after(backoffMs(Math.max(0, failedTries - 1), random()), open);
    });
  }

  open();
}

/** The topics of a message of the hub; none when it is not one. */
export function topicsOf(data: unknown): string[] {
  if (typeof data !== "string") return [];
  try {
    const { topics } = JSON.parse(data) as Partial<LiveMessage>;
    return Array.isArray(topics) ? topics.filter((topic) => typeof topic === "string") : [];
  } catch {
    return [];
  }
}
