import type { OverviewOutput } from "../../../core/contract/site-contract.ts";
import type { HubFailure } from "./hub-failure.ts";
import { keepIdentity } from "./keep-identity.ts";
import type { SocketStatus } from "./live-socket.ts";

/** What the page knows, and how well it is connected. */
export interface OverviewState {
  /** The newest answer; it stays when later questions fail. */
  overview: OverviewOutput | null;
  /** When it arrived, by the page's clock. */
  receivedAtMs: number | null;
  /** Why the newest question failed; null when it was answered. */
  failure: HubFailure | null;
  socket: SocketStatus;
}

export type OverviewChange =
  | { kind: "answered"; overview: OverviewOutput; atMs: number }
  | { kind: "failed"; failure: HubFailure }
  | { kind: "socket"; status: SocketStatus };

export const initialState: OverviewState = {
  overview: null,
  receivedAtMs: null,
  failure: null,
  socket: "connecting",
};

export function nextState(state: OverviewState, change: OverviewChange): OverviewState {
  switch (change.kind) {
    case "answered":
      return {
        ...state,
        overview: keepIdentity(state.overview, change.overview),
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
export function hubAheadMs({ overview, receivedAtMs }: OverviewState): number {
  return overview && receivedAtMs !== null ? overview.asOfMs - receivedAtMs : 0;
}
