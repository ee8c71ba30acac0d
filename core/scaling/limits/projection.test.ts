import { describe, expect, it } from "vitest";
import { decide } from "../decide.ts";
import type { Decision } from "../decision.ts";
import { emptyMemory, type PolicyRule, type PoolMemory, type WeightedMetric } from "../policy.ts";
import type { MetricSignal } from "../signal.ts";
import { inputs, metric, nowMs } from "../testing/inputs.ts";

const free = { step: 1, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 0 };
const weigh = (name: string, change: Partial<WeightedMetric> = {}): WeightedMetric => ({
  metric: name,
  weight: 1,
  comparison: "greater_than",
  scaleUp: 70,
  scaleDown: 60,
  aggregation: "avg",
  windowSeconds: 300,
  ...change,
});
const threshold: PolicyRule = {
  kind: "threshold",
  rules: [{ metric: "queue", outAbove: 70, inBelow: 60 }],
};

interface Case {
  rule: PolicyRule;
  metrics: MetricSignal[];
  size?: number;
  step?: number | null;
  memory?: Partial<PoolMemory>;
}

function decided({ rule, metrics, size = 2, step = 1, memory = emptyMemory }: Case): Decision {
  const policy = { rule, minSize: 1, scaleIn: { ...free, step } };
  const base = inputs({ size, policy, memory });
  return decide({ ...base, signal: { ...base.signal, metrics } }).decision;
}
const codes = ({ reasons }: Decision) => reasons.map(({ code }) => code);

describe("a scale-in that would have to be undone is none,", () => {
  it("by thresholds", () => {
    const at = (value: number, scope: MetricSignal["scope"] = "instance") =>
      decided({ rule: threshold, metrics: [{ ...metric("queue", value), scope }] });
    expect(at(36).reasons.at(-1)).toEqual({
      code: "WOULD_CROSS_OUT",
      facts: { metric: "queue", projected: 72, threshold: 70, size: 1 },
    });
    expect(at(36).conditions.scalingLimited).toEqual({ met: true, reason: "WOULD_CROSS_OUT" });
    expect(at(35).targetSize).toBe(1);
    expect(at(36, "pool").targetSize).toBe(1);
  });

  it("by weights, of the value that votes", () => {
    const rule = (change: Partial<WeightedMetric> = {}): PolicyRule => ({
      kind: "weighted",
      metrics: [weigh("queue", change)],
    });
    expect(codes(decided({ rule: rule(), metrics: [metric("queue", 36)] }))).toContain(
      "WOULD_CROSS_OUT",
    );
    expect(decided({ rule: rule(), metrics: [metric("queue", 35)] }).targetSize).toBe(1);
    const uneven = [{ ...metric("queue", 20), max: 36 }];
    expect(decided({ rule: rule(), metrics: uneven }).targetSize).toBe(1);
    expect(decided({ rule: rule({ aggregation: "max" }), metrics: uneven }).targetSize).toBe(2);
  });

  it("by weights that could ask for out together, not by a light one alone", () => {
    const given = (light: number) => ({
      rule: {
        kind: "weighted" as const,
        metrics: [weigh("queue", { weight: light }), weigh("rate", { weight: 1 })],
      },
      metrics: [metric("queue", 40), metric("rate", 5)],
    });
    expect(decided(given(1)).targetSize).toBe(1);
    expect(codes(decided(given(1.1)))).toContain("WOULD_CROSS_OUT");
  });

  it("but not by what fewer instances do not raise", () => {
    const past = [{ atMs: nowMs - 300_000, values: { queue: 100 }, outliers: [] }];
    const memory = { policy: { kind: "weighted" as const, version: 1 as const, past } };
    const slots = weigh("queue", { comparison: "less_than", scaleUp: 20, scaleDown: 30 });
    const change = weigh("queue", { comparison: "percentage_change", scaleUp: 35, scaleDown: -30 });
    for (const only of [slots, change]) {
      const rule: PolicyRule = { kind: "weighted", metrics: [only] };
      expect(decided({ rule, metrics: [metric("queue", 36)], memory }).targetSize).toBe(1);
    }
  });

  it("by the 90 % of a sustained_outlier policy", () => {
    const values = { cpu: 50, ram: 80, network_in: 1, network_out: 1 };
    const past = [5, 4, 3, 2, 1].map((minutes) => {
      return { atMs: nowMs - minutes * 60_000, values, outliers: [] };
    });
    const memory = { policy: { kind: "sustained_outlier" as const, version: 1 as const, past } };
    const at = (ram: number) =>
      decided({
        rule: { kind: "sustained_outlier" },
        metrics: [metric("cpu", 20), metric("ram", ram)],
        size: 10,
        memory,
      });
    expect(at(81).targetSize).toBe(9);
    expect(at(81.1).reasons.at(-1)?.code).toBe("WOULD_CROSS_OUT");
  });

  it("and goes as far as it may", () => {
    const rule: PolicyRule = {
      kind: "threshold",
      rules: [{ metric: "cpu", outAbove: 70, inBelow: 40 }],
    };
    const large = { rule, metrics: [metric("cpu", 39)], size: 6 };
    const decision = decided({ ...large, step: 3 });
    expect(decision).toMatchObject({ kind: "resize", targetSize: 4 });
    expect(decision.reasons.at(-1)?.facts).toMatchObject({ projected: 78, size: 3 });
    expect(codes(decided({ ...large, step: 2 }))).toEqual(["BELOW_THRESHOLD"]);
    // 39 % on 12 is 78 % on 6, 67 % on 7.
    expect(decided({ ...large, size: 12, step: 8 }).targetSize).toBe(7);
  });
});

describe("a target's own sum", () => {
  it("needs no projection, whatever floating point makes of it", () => {
    const rule: PolicyRule = {
      kind: "target",
      targets: [{ metric: "cpu", target: 29 }],
      tolerancePercent: 0,
    };
    for (let size = 2; size < 60; size += 1) {
      for (let left = 1; left < size; left += 1) {
        const value = (29 * left) / size;
        const decision = decided({ rule, metrics: [metric("cpu", value)], size, step: null });
        expect(codes(decision)).not.toContain("WOULD_CROSS_OUT");
      }
    }
  });
});
