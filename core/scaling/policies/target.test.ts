import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../decide.ts";
import type { PoolPolicy } from "../policy.ts";
import type { MetricSignal } from "../signal.ts";
import { inputs, metric } from "../testing/inputs.ts";

const free = { step: null, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 0 };
const target = (tolerancePercent = 10, change: Partial<PoolPolicy> = {}) => ({
  minSize: 1,
  maxSize: 100,
  scaleOut: free,
  scaleIn: free,
  rule: { kind: "target" as const, targets: [{ metric: "cpu", target: 60 }], tolerancePercent },
  ...change,
});
const decided = (wishes: Parameters<typeof inputs>[0]) => {
  const { decision } = decide(inputs(wishes));
  return [decision.targetSize, ...decision.reasons.map(({ code }) => code)];
};
const poolWide = (value: number): MetricSignal => ({ ...metric("queue", value), scope: "pool" });

describe("a target policy", () => {
  it.each([
    ["asks for what brings the value to the target", 4, 90, [6, "ABOVE_TARGET"]],
    ["rounds up", 4, 91, [7, "ABOVE_TARGET"]],
    ["shrinks likewise", 10, 30, [5, "BELOW_TARGET"]],
    ["holds at the target", 4, 60, [4, "ON_TARGET"]],
    ["holds at the upper edge of the tolerance", 4, 66, [4, "ON_TARGET"]],
    ["acts beyond the upper edge", 4, 66.1, [5, "ABOVE_TARGET"]],
    ["holds at the lower edge", 10, 54, [10, "ON_TARGET"]],
    ["acts beyond the lower edge", 20, 53.9, [18, "BELOW_TARGET"]],
    ["holds where rounding up gives the same", 4, 50, [4, "BELOW_TARGET"]],
    ["leaves the last instance", 3, 0, [1, "BELOW_TARGET"]],
  ])("%s", (_case, size, cpu, expected) => {
    expect(decided({ size, cpu: metric("cpu", cpu), policy: target() })).toEqual(expected);
  });

  it("holds at the edge of the tolerance, whatever floating point makes of it", () => {
    const rule = {
      kind: "target" as const,
      tolerancePercent: 10,
      targets: [{ metric: "queue", target: 0.7 }],
    };
    const policy = target(10, { rule });
    expect(decided({ metrics: [metric("queue", 0.77)], policy })).toEqual([4, "ON_TARGET"]);
    expect(decided({ metrics: [metric("queue", 0.771)], policy })).toEqual([5, "ABOVE_TARGET"]);
  });

  it("counts the instances that were measured, not those that still boot", () => {
    const wishes = { size: 8, running: 4, booting: 4, policy: target() };
    const enough = decide(inputs({ ...wishes, cpu: metric("cpu", 75) })).decision;
    expect(enough.targetSize).toBe(8);
    expect(enough.reasons).toEqual([
      {
        code: "ABOVE_TARGET",
        facts: { metric: "cpu", value: 75, share: 75, target: 60, size: 5 },
      },
    ]);
    expect(decided({ ...wishes, cpu: metric("cpu", 150) })).toEqual([10, "ABOVE_TARGET"]);
    expect(decided({ ...wishes, cpu: metric("cpu", 30) })).toEqual([
      8,
      "BELOW_TARGET",
      "STILL_BOOTING",
    ]);
  });

  it("moves no further than its step", () => {
    const scaleOut = { ...free, step: 2 };
    const scaleIn = { ...free, stepPercent: 10 };
    const policy = target(10, { scaleOut, scaleIn });
    const high = { size: 20, cpu: metric("cpu", 120), policy };
    expect(decided(high)).toEqual([22, "ABOVE_TARGET", "STEP_LIMITED"]);
    expect(decided({ ...high, cpu: metric("cpu", 30) })).toEqual([
      18,
      "BELOW_TARGET",
      "STEP_LIMITED",
    ]);
  });

  const two = (first: MetricSignal, second: MetricSignal) =>
    decided({
      size: 10,
      cpu: first,
      ram: second,
      policy: target(10, {
        rule: {
          kind: "target",
          tolerancePercent: 10,
          targets: [
            { metric: "cpu", target: 60 },
            { metric: "ram", target: 50 },
          ],
        },
      }),
    });

  it("follows the metric that wants most", () => {
    expect(two(metric("cpu", 90), metric("ram", 60))).toEqual([15, "ABOVE_TARGET"]);
    expect(two(metric("cpu", 10), metric("ram", 100))).toEqual([20, "ABOVE_TARGET"]);
    expect(two(metric("cpu", 10), metric("ram", 52))).toEqual([10, "ON_TARGET"]);
    expect(two(metric("cpu", 30), metric("ram", 10))).toEqual([5, "BELOW_TARGET"]);
  });

  it("grows though one metric is broken, and does not shrink then", () => {
    const broken = metric("ram", null, "missing");
    expect(two(metric("cpu", 90), broken)).toEqual([15, "ABOVE_TARGET"]);
    expect(two(metric("cpu", 10), broken)).toEqual([10, "METRIC_UNUSABLE"]);
    expect(two(metric("cpu", null, "stale"), broken)).toEqual([10, "NO_USABLE_METRICS"]);
  });

  it("divides what is measured of the whole pool by the target", () => {
    const rule = {
      kind: "target" as const,
      tolerancePercent: 10,
      targets: [{ metric: "queue", target: 10 }],
    };
    const queue = (value: number, size = 4) =>
      decided({ size, metrics: [poolWide(value)], policy: target(10, { rule }) });
    expect(queue(75)).toEqual([8, "ABOVE_TARGET"]);
    expect(queue(42)).toEqual([4, "ON_TARGET"]);
    expect(queue(12)).toEqual([2, "BELOW_TARGET"]);
    expect(queue(30.0000000001, 2)).toEqual([3, "ABOVE_TARGET"]);
    const { reasons } = decide(
      inputs({ size: 4, metrics: [poolWide(12)], policy: target(10, { rule }) }),
    ).decision;
    expect(reasons[0]?.facts).toEqual({
      metric: "queue",
      value: 12,
      share: 3,
      target: 10,
      size: 2,
    });
  });

  it("leaves an empty pool empty until something waits for it", () => {
    const rule = {
      kind: "target" as const,
      tolerancePercent: 10,
      targets: [{ metric: "queue", target: 10 }],
    };
    const queue = (value: number) =>
      decided({ size: 0, metrics: [poolWide(value)], policy: target(10, { rule, minSize: 0 }) });
    expect(queue(0)).toEqual([0, "BELOW_TARGET"]);
    expect(queue(3)).toEqual([1, "LOAD_ON_EMPTY_POOL"]);
    expect(queue(10)).toEqual([1, "LOAD_ON_EMPTY_POOL"]);
    expect(queue(31)).toEqual([4, "LOAD_ON_EMPTY_POOL"]);
  });

  it("asks for ceil(running x value / target) beyond the tolerance, whatever the numbers", () => {
    const arbitrary = [fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 100 })] as const;
    fc.assert(
      fc.property(...arbitrary, (size, cpu) => {
        const [wanted] = decided({
          size,
          cpu: metric("cpu", cpu),
          policy: target(0, {
            rule: { kind: "target", targets: [{ metric: "cpu", target: 50 }], tolerancePercent: 0 },
          }),
        });
        expect(wanted).toBe(Math.min(100, Math.max(1, Math.ceil((size * cpu) / 50))));
      }),
    );
  });
});
