import type { HubFailure } from "./hub-failure.ts";
import { keepIdentity } from "./keep-identity.ts";
import type { SocketStatus } from "./live-socket.ts";

/** What the page knows of one thing, and how well it is connected. */
export interface FeedState<Answer> {
  /** The newest answer; it stays when later questions fail. */
  answer: Answer | null;
  /** When it arrived, by the page's clock. */
  receivedAtMs: number | null;
  /** Why the newest question failed; null when it was answered. */
  failure: HubFailure | null;
  socket: SocketStatus;
}

export type FeedChange<Answer> =
  | { kind: "answered"; answer: Answer; atMs: number }
  | { kind: "failed"; failure: HubFailure }
  | { kind: "socket"; status: SocketStatus };

export const initialState: FeedState<never> = {
  answer: null,
  receivedAtMs: null,
  failure: null,
  socket: "connecting",
};

export function nextState<Answer>(
  state: FeedState<Answer>,
  change: FeedChange<Answer>,
): FeedState<Answer> {
  switch (change.kind) {
    case "answered":
      return {
        ...state,
        answer: keepIdentity(state.answer, change.answer),
        receivedAtMs: change.atMs,
        failure: null,
      };
    case "failed":
      return { ...state, failure: change.failure };
    case "socket":
      return state.socket === change.status ? state : { ...state, socket: change.status };
  }
}

/** How far the hub's clock is ahead of the page's: ages are reckoned by the hub's clock. */
export function hubAheadMs({ answer, receivedAtMs }: FeedState<{ asOfMs: number }>): number {
  return answer && receivedAtMs !== null ? answer.asOfMs - receivedAtMs : 0;
}
