import { expect, it } from "vitest";
import { decide } from "./decide.ts";
import { emptyMemory } from "./policy.ts";
import { inputs, metric, nowMs } from "./testing/inputs.ts";

const scaleIn = { step: 1, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 600 };
const low = { cpu: metric("cpu", 20), ram: metric("ram", 20) };

/** What evaluations at some seconds, each of low use, come to. */
function sizesAt(seconds: readonly number[], evaluationIntervalSeconds?: number): number[] {
  let memory = emptyMemory;
  return seconds.map((second) => {
    const policy = { scaleIn, evaluationIntervalSeconds };
    const atMs = nowMs + second * 1000;
    const decided = decide(inputs({ ...low, policy, memory, inputs: { atMs } }));
    memory = decided.memory;
    return decided.decision.targetSize;
  });
}

it("after a gap the stabilization window has to be seen anew", () => {
  const minutes = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => (from + n) * 60);
  expect(sizesAt(minutes(0, 10), 60).at(-1)).toBe(3);
  const sizes = sizesAt([...minutes(0, 9), 9 * 60 + 241, ...minutes(14, 23)], 60);
  expect(sizes).toEqual(sizes.map(() => 4));
});

it.each([
  [60, 600 + 240],
  [3600, 600 + 10_860],
  [undefined, 600 + 10_860],
])("two evaluations may fail, and one be late: every %s s", (every, lastSeconds) => {
  expect(sizesAt([0, 200, 400, 600, lastSeconds], every).at(-1)).toBe(3);
  expect(sizesAt([0, 200, 400, 600, lastSeconds + 1], every).at(-1)).toBe(4);
});

it("an interval longer than the window asks for two evaluations that agree", () => {
  expect(sizesAt([0, 1800], 1800)).toEqual([4, 3]);
});
