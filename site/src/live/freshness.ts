import type { FeedState } from "./feed-state.ts";

/** Whether the figures may be read as "now". */
export type Freshness = "nothing-yet" | "fresh" | "stale";

/** A failed question or two is a blip; after this, what is shown is marked as old. */
const staleAfterFailureMs = 15_000;
/** No answer for so long, whatever the reason: a page that slept, a question that hangs. */
const staleInAnyCaseMs = 45_000;

export function freshness(state: FeedState<unknown>, nowMs: number): Freshness {
  if (state.receivedAtMs === null) return "nothing-yet";
  const ageMs = nowMs - state.receivedAtMs;
  const limitMs = state.failure ? staleAfterFailureMs : staleInAnyCaseMs;
  return ageMs > limitMs ? "stale" : "fresh";
}

export type Connection = "connecting" | "live" | "polling" | "reconnecting";

/** What the header says about the line to the hub. */
export function connection({ answer, failure, socket }: FeedState<unknown>): Connection {
  if (failure) return "reconnecting";
  if (answer === null) return "connecting";
  return socket === "open" ? "live" : "polling";
}
