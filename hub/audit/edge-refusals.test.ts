import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Actor, Deed } from "../fleet/audit-row.ts";
import { tellRefusal } from "./edge-refusals.ts";
import type { Refused } from "./refusal-log.ts";

const actor: Actor = { caller: { kind: "anonymous" }, origin: { address: "a", userAgent: null } };
const deed: Deed = {
  ...{ action: "USERS", category: "USER", resource: null, description: "Refused users" },
  ...{ status: "FAILURE", error: "Sign in first." },
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("repetitions are told, also when the request that promised it is gone", async () => {
  const told: Refused[] = [];
  const tell = async (refused: Refused[]) => void told.push(...refused);
  let isGone = true;
  const toLedger = {
    tell: async (refused: Refused[]) => (isGone ? new Promise<void>(() => {}) : tell(refused)),
    waitUntil: () => {},
  };
  // The runtime drops what this request still had to do: its timer never fires.
  vi.stubGlobal("setTimeout", () => 0);
  for (let i = 0; i < 3; i++) tellRefusal(actor, deed, toLedger);
  vi.unstubAllGlobals();
  vi.useFakeTimers();
  isGone = false;
  vi.setSystemTime(Date.now() + 10_001);
  tellRefusal(actor, deed, toLedger);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told.map(({ times }) => times)).toEqual([3]);
});
