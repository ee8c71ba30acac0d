import { describe, expect, it } from "vitest";
import { decide } from "../decide.ts";
import type { PoolPolicy } from "../policy.ts";
import { inputs, metric, nowMs } from "../testing/inputs.ts";

const high = { cpu: metric("cpu", 95) };
const secondsAgo = (seconds: number): number => nowMs - seconds * 1000;
const steps = (change: Partial<PoolPolicy["scaleOut"]>) => ({
  step: 1,
  stepPercent: null,
  cooldownSeconds: 0,
  stabilizationSeconds: 0,
  ...change,
});

describe("a pool above its maximum", () => {
  const old = [900, 300].map((seconds) => ({ atMs: secondsAgo(seconds), size: 50 }));
  const scaleIn = { ...steps({ stabilizationSeconds: 600 }), step: null };
  const target = {
    kind: "target" as const,
    targets: [{ metric: "cpu", target: 60 }],
    tolerancePercent: 10,
  };
  it.each([
    ["old recommendations", old],
    ["none", []],
  ])(
    "is brought back to it at once, whatever was recommended before: %s",
    (_case, recommendations) => {
      const policy = { maxSize: 20, rule: target, scaleIn };
      const { decision } = decide(
        inputs({ size: 50, cpu: metric("cpu", 6), policy, memory: { recommendations } }),
      );
      expect(decision).toMatchObject({ kind: "resize", targetSize: 20 });
      expect(decision.reasons.map(({ code }) => code)).toEqual(["BELOW_TARGET", "ABOVE_MAX"]);
    },
  );

  it("stays where the window agrees on the maximum, once it is there", () => {
    const policy = { maxSize: 20, rule: target, scaleIn };
    const memory = { recommendations: old };
    const { decision } = decide(inputs({ size: 20, cpu: metric("cpu", 6), policy, memory }));
    expect(decision).toMatchObject({ kind: "hold", targetSize: 20 });
    expect(decision.reasons.at(-1)).toMatchObject({
      code: "STABILIZING",
      facts: { agreedSize: 20 },
    });
  });
});

describe("a pool below its minimum", () => {
  it("is brought back to it at once, whatever the window says of more", () => {
    const policy = {
      minSize: 3,
      scaleOut: steps({ step: 5, stabilizationSeconds: 600 }),
    };
    const { decision } = decide(inputs({ ...high, size: 1, policy }));
    expect(decision).toMatchObject({ kind: "resize", targetSize: 3 });
    expect(decision.reasons.map(({ code }) => code)).toEqual(["ABOVE_THRESHOLD", "BELOW_MIN"]);
  });

  it("goes no further than the node allows", () => {
    const policy = { minSize: 5, scaleOut: steps({ stabilizationSeconds: 600 }) };
    const node = { maxTotalInstances: 10, otherInstances: 7 };
    const { decision } = decide(inputs({ size: 1, policy, inputs: { node } }));
    expect(decision.targetSize).toBe(3);
  });
});
