import { expect, test } from "vitest";
import type { OverviewOutput } from "../../../core/contract/site-contract.ts";
import { hubAheadMs, initialState, nextState } from "./feed-state.ts";

const overview = { asOfMs: 5_000, nodes: [], events: [] } as unknown as OverviewOutput;

test("nextState() forgets a failure when the hub answers", () => {
  const failed = nextState(initialState, { kind: "failed", failure: { kind: "timeout" } });
  const answered = nextState(failed, { kind: "answered", answer: overview, atMs: 4_000 });
  expect(answered).toMatchObject({ failure: null, receivedAtMs: 4_000 });
});

test("nextState() keeps the answer when the hub fails", () => {
  const answered = nextState(initialState, { kind: "answered", answer: overview, atMs: 4_000 });
  const failed = nextState(answered, { kind: "failed", failure: { kind: "timeout" } });
  expect(failed.answer).toBe(overview);
});

test("nextState() is the same state when the socket's status is", () => {
  expect(nextState(initialState, { kind: "socket", status: "connecting" })).toBe(initialState);
});

test("hubAheadMs() measures the hub's clock against the page's", () => {
  expect(hubAheadMs(initialState)).toBe(0);
  expect(
    hubAheadMs(nextState(initialState, { kind: "answered", answer: overview, atMs: 4_000 })),
  ).toBe(1_000);
});
