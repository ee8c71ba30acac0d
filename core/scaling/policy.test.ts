import { describe, expect, it } from "vitest";
import {
  metricsOf,
  neededMetricsOf,
  type PolicyRule,
  stepOf,
  type WeightedMetric,
} from "./policy.ts";

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
const outliers: PolicyRule = { kind: "sustained_outlier" };

describe("a rule", () => {
  it.each<[PolicyRule, string[], string[]]>([
    [threshold, ["queue"], ["queue"]],
    [target, ["queue"], ["queue"]],
    [weighted, ["queue", "free", "rate"], ["queue", "free", "rate"]],
    [outliers, ["cpu", "ram", "network_in", "network_out"], ["cpu", "ram"]],
  ])("%j says what it reads and what it needs", (rule, reads, needs) => {
    expect(metricsOf(rule)).toEqual(reads);
    expect(neededMetricsOf(rule)).toEqual(needs);
  });

  it.each([
    [1, null, 10, 1],
    [null, 25, 10, 2],
    [null, 1, 10, 1],
    [null, 18.4, 375, 69],
    [null, 18.39, 375, 68],
    [null, 10, 30, 3],
    [3, 25, 10, 3],
    [3, 50, 10, 5],
    [null, null, 10, Number.POSITIVE_INFINITY],
  ])("a step of %s and %s %% of %i is %d", (step, stepPercent, size, expected) => {
    const rest = { cooldownSeconds: 0, stabilizationSeconds: 0 };
    expect(stepOf({ ...rest, step, stepPercent }, size)).toBe(expected);
  });
});
