import { describe, expect, it } from "vitest";
import { differ, isAbove, isBelow } from "./beyond.ts";
import { decide } from "./decide.ts";
import type { PolicyRule } from "./policy.ts";
import { inputs, metric } from "./testing/inputs.ts";

/** Of three values of 0.1 the mean is a little above 0.1. */
const noisy = (0.1 + 0.1 + 0.1) / 3;

describe("a value that floating point moved off its bound", () => {
  it.each([
    [noisy, 0.1, false, false],
    [0.1, noisy, false, false],
    [60.0000000001, 60, true, false],
    [2e-12, 1e-12, true, false],
    [1e-12, 2e-12, false, true],
    [-60.1, -60, false, true],
    [1e-300, 0, true, false],
    [0, 0, false, false],
  ])("%d and %d", (value, bound, above, below) => {
    expect(isAbove(value, bound)).toBe(above);
    expect(isBelow(value, bound)).toBe(below);
    expect(differ(value, bound)).toBe(above || below);
  });

  const weigh = (comparison: "greater_than" | "less_than"): PolicyRule => ({
    kind: "weighted",
    metrics: [
      {
        metric: "rate",
        weight: 1,
        comparison,
        scaleUp: comparison === "less_than" ? noisy : 0.1,
        scaleDown: comparison === "less_than" ? 9 : 0,
        aggregation: "avg",
        windowSeconds: 300,
      },
    ],
  });
  it.each<[string, PolicyRule, number]>([
    [
      "above a threshold",
      { kind: "threshold", rules: [{ metric: "rate", outAbove: 0.1, inBelow: 0 }] },
      noisy,
    ],
    [
      "below one",
      { kind: "threshold", rules: [{ metric: "rate", outAbove: 9, inBelow: noisy }] },
      0.1,
    ],
    ["above a vote", weigh("greater_than"), noisy],
    ["below a vote", weigh("less_than"), 0.1],
  ])("is not %s", (_case, rule, value) => {
    const { decision } = decide(inputs({ metrics: [metric("rate", value)], policy: { rule } }));
    expect(decision.kind).toBe("hold");
  });
});
