import { describe, expect, it } from "vitest";
import { decide } from "./decide.ts";
import {
  metricsOf,
  neededMetricsOf,
  outThresholdsOf,
  type PolicyRule,
  stepOf,
  type WeightedMetric,
} from "./policy.ts";
import { inputs, metric } from "./testing/inputs.ts";

const weigh = (name: string, comparison: WeightedMetric["comparison"]): WeightedMetric => ({
  metric: name,
  weight: 1,
  comparison,
  scaleUp: 70,
  scaleDown: 60,
  aggregation: "avg",
  windowSeconds: 300,
});
const threshold: PolicyRule = {
  kind: "threshold",
  rules: [{ metric: "queue", outAbove: 70, inBelow: 60 }],
};
const target: PolicyRule = {
  kind: "target",
  targets: [{ metric: "queue", target: 50 }],
  tolerancePercent: 10,
};
const weighted: PolicyRule = {
  kind: "weighted",
  metrics: [
    weigh("queue", "greater_than"),
    weigh("free", "less_than"),
    weigh("rate", "percentage_change"),
  ],
};
const seed004: PolicyRule = { kind: "sustained_outlier" };

describe("a rule", () => {
  it.each<[PolicyRule, string[], string[], [string, number][]]>([
    [threshold, ["queue"], ["queue"], [["queue", 70]]],
    [target, ["queue"], ["queue"], [["queue", 55]]],
    [weighted, ["queue", "free", "rate"], ["queue", "free", "rate"], [["queue", 70]]],
    [
      seed004,
      ["cpu", "ram", "network_in", "network_out"],
      ["cpu", "ram"],
      [
        ["cpu", 90],
        ["ram", 90],
      ],
    ],
  ])(
    "%j says what it reads, what it needs, and when it would grow",
    (rule, reads, needs, grows) => {
      expect(metricsOf(rule)).toEqual(reads);
      expect(neededMetricsOf(rule)).toEqual(needs);
      const outAbove = outThresholdsOf(rule).map((out) => [out.metric, Math.round(out.outAbove)]);
      expect(outAbove).toEqual(grows);
    },
  );

  it.each([
    [1, null, 10, 1],
    [null, 25, 10, 2],
    [null, 1, 10, 1],
    [3, 25, 10, 3],
    [3, 50, 10, 5],
    [null, null, 10, Number.POSITIVE_INFINITY],
  ])("a step of %s and %s %% of %i is %d", (step, stepPercent, size, expected) => {
    const rest = { cooldownSeconds: 0, stabilizationSeconds: 0 };
    expect(stepOf({ ...rest, step, stepPercent }, size)).toBe(expected);
  });
});

describe("a scale-in that would have to be undone is none,", () => {
  const scaleIn = { step: 1, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 0 };
  const shrunk = (rule: PolicyRule, value: number, scope: "instance" | "pool" = "instance") => {
    const metrics = ["queue", "free", "rate"].map((name) => ({ ...metric(name, value), scope }));
    const given = inputs({ size: 2, metrics, policy: { rule, minSize: 1, scaleIn } });
    return decide(given).decision;
  };

  it("by thresholds", () => {
    expect(shrunk(threshold, 36).reasons.at(-1)).toEqual({
      code: "WOULD_CROSS_OUT",
      facts: { metric: "queue", projected: 72, threshold: 70, size: 1 },
    });
    expect(shrunk(threshold, 35).targetSize).toBe(1);
    expect(shrunk(threshold, 36, "pool").targetSize).toBe(1);
  });

  it("by weights", () => {
    const alone: PolicyRule = { kind: "weighted", metrics: [weigh("queue", "greater_than")] };
    expect(shrunk(alone, 36).reasons.at(-1)?.code).toBe("WOULD_CROSS_OUT");
    expect(shrunk(alone, 35).targetSize).toBe(1);
  });
});
