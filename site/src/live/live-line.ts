import { holdLiveSocket, type Socket, type SocketStatus } from "./live-socket.ts";
import type { Timing } from "./timing.ts";

export interface LiveListener {
  onStatus(status: SocketStatus, before: SocketStatus): void;
  onTopics(topics: readonly string[]): void;
}

/** The page's one socket to the hub, shared by everything on the page that keeps itself fresh. */
export interface LiveLine {
  status(): SocketStatus;
  /** Tells the listener until the returned function is called. */
  subscribe(listener: LiveListener): () => void;
}

interface LiveLineOptions {
  connect: () => Socket;
  timing: Timing;
  /** 0 up to 1. */
  random: () => number;
}

export function openLiveLine(options: LiveLineOptions): LiveLine {
  const listeners = new Set<LiveListener>();
  let status: SocketStatus = "connecting";
  holdLiveSocket({
    ...options,
    onStatus(next) {
      const before = status;
      status = next;
      for (const listener of listeners) listener.onStatus(next, before);
    },
    onTopics(topics) {
      for (const listener of listeners) listener.onTopics(topics);
    },
  });
  return {
    status: () => status,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
