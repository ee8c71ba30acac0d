import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuOnly } from "./cpu-only.ts";
import type { PoolPolicy } from "./policy.ts";
import { fixedPool, Replay, type ReplayOptions, type ReplayTick } from "./replay.ts";
import { replaySamples } from "./replay-samples.ts";
import type { Sample } from "./signal.ts";
import { policy as seedPolicy } from "./testing/inputs.ts";

const startMs = Date.UTC(2026, 0, 5);
const free = { step: 1, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 0 };
const policy: PoolPolicy = {
  ...seedPolicy,
  minSize: 1,
  rule: { kind: "threshold", rules: [{ metric: "cpu", outAbove: 80, inBelow: 40 }] },
  scaleOut: free,
  scaleIn: free,
};
const options = (change: Partial<ReplayOptions> = {}): ReplayOptions => ({
  policy,
  schedules: [],
  evaluationIntervalSeconds: 60,
  bootSeconds: 180,
  initialSize: null,
  ...change,
});
const run = (demands: readonly number[], change: Partial<ReplayOptions> = {}): ReplayTick[] => {
  const replay = new Replay(options(change));
  return demands.map((demand, tick) => replay.step(demand, startMs + tick * 60_000));
};
const rows = (ticks: readonly ReplayTick[]) =>
  ticks.map(({ ready, desired, utilization }) => [ready, desired, Math.round(utilization)]);

describe("a replay", () => {
  it("starts with what makes the pool 60 % busy, and holds it through the first tick", () => {
    const [first, second] = run([3, 3]);
    expect(first).toMatchObject({ ready: 5, desired: 5, utilization: 60 });
    expect(first?.decision).toMatchObject({ kind: "hold", currentSize: 5 });
    expect(second).toMatchObject({ ready: 5, desired: 5 });
    expect(run([3.1])[0]?.ready).toBe(6);
    // 4.2 / 0.6 is a little more than 7 in floating point.
    expect(run([4.2])[0]?.ready).toBe(7);
    expect(run([0])[0]?.ready).toBe(0);
    expect(run([3], { initialSize: 9 })[0]).toMatchObject({ ready: 9, desired: 9 });
    const fixed = { policy: { ...policy, minSize: 8 } };
    const outside = run([3, 3], fixed);
    expect(outside.map(({ desired }) => desired)).toEqual([5, 8]);
    expect(outside.map(({ decision }) => decision?.reasons.at(-1))).toMatchObject([
      { code: "POOL_NOT_RUNNING", facts: { lifecycle: "PROVISIONING" } },
      { code: "BELOW_MIN" },
    ]);
  });

  it("sees the utilization of the tick before, and gets what it asks for after the boot", () => {
    // Tick 1 sees 90 %, asks for a third; it is ready three ticks later.
    const cooled = { policy: { ...policy, scaleOut: { ...free, cooldownSeconds: 600 } } };
    expect(rows(run([1.8, 1.8, 1.8, 1.8, 1.8, 1.8], { ...cooled, initialSize: 2 }))).toEqual([
      [2, 2, 90],
      [2, 3, 90],
      [2, 3, 90],
      [2, 3, 90],
      [3, 3, 60],
      [3, 3, 60],
    ]);
  });

  it("never shows more than 100 %, nor a load on nothing as none", () => {
    expect(run([9], { initialSize: 2 })[0]?.utilization).toBe(100);
    expect(run([9], { initialSize: 0 })[0]?.utilization).toBe(100);
    expect(run([0], { initialSize: 0 })[0]).toMatchObject({ ready: 0, utilization: 0 });
  });

  it("removes at once, the youngest first, those that still boot among them", () => {
    const demands = [1.8, 0.2, 0.2, 0.2, 0.2];
    expect(rows(run(demands, { initialSize: 2 }))).toEqual([
      [2, 2, 90],
      [2, 3, 10],
      [2, 2, 10],
      [2, 1, 10],
      [1, 1, 20],
    ]);
  });

  it("counts a tick of just 85 % as not busy, and an action each way", () => {
    const replay = new Replay(options({ initialSize: 2 }));
    const demands = [1.7, 1.7, 0.2, 0.2];
    for (const [tick, demand] of demands.entries()) replay.step(demand, startMs + tick * 60_000);
    expect(replay.summary()).toMatchObject({
      ticksOver85: 0,
      actions: 3,
      scaleOuts: 2,
      scaleIns: 1,
    });
  });

  it("tells the policy what booted when it measured", () => {
    const rule = {
      kind: "target" as const,
      targets: [{ metric: "cpu", target: 50 }],
      tolerancePercent: 10,
    };
    const unbound = { ...free, step: null };
    const targeted = { ...policy, rule, scaleOut: unbound, scaleIn: unbound, maxSize: 50 };
    const ticks = run([2, 2, 0.4, 0.4, 0.4, 0.4, 0.4], { policy: targeted, initialSize: 2 });
    expect(ticks[1]).toMatchObject({ ready: 2, desired: 4 });
    // Low, but of two out of four: it waits for those that boot.
    expect(ticks[3]?.decision?.reasons.map(({ code }) => code)).toContain("STILL_BOOTING");
    expect(ticks.at(-1)?.desired).toBe(1);
  });

  it("decides at its interval only", () => {
    const ticks = run([1, 1, 1, 1, 1], { evaluationIntervalSeconds: 90 });
    expect(ticks.map(({ decision }) => decision !== null)).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it("follows schedules", () => {
    const night = {
      name: "night",
      opens: {
        kind: "daily" as const,
        startTime: "00:02",
        endTime: "00:04",
        days: ["mon" as const],
      },
      timezone: "UTC",
      targetInstances: 7,
      minInstances: null,
      maxInstances: null,
    };
    const ticks = run([3, 3, 3, 3], { schedules: [night] });
    expect(ticks.map(({ desired }) => desired)).toEqual([5, 5, 7, 7]);
  });

  it("adds up what was paid for, what was busy, and what was done", () => {
    const replay = new Replay(options({ initialSize: 2 }));
    for (let tick = 0; tick < 4; tick += 1) replay.step(1.8, startMs + tick * 60_000);
    // Sizes 2, 3, 4, 5: booting ones are paid for.
    expect(replay.summary()).toEqual({
      ticks: 4,
      instanceHours: 14 / 60,
      ticksOver85: 4,
      actions: 3,
      scaleOuts: 3,
      scaleIns: 0,
    });
    expect(fixedPool([1.8, 1.7, 0], 2)).toMatchObject({
      instanceHours: 0.1,
      ticksOver85: 1,
      actions: 0,
    });
  });

  it("shrinks by seed 004's rule though there is no RAM", () => {
    const seed004 = { ...policy, rule: { kind: "sustained_outlier" as const } };
    const ticks = run(new Array(10).fill(0.1), { policy: seed004, initialSize: 5 });
    expect(ticks.at(-1)?.desired).toBeLessThan(5);
  });

  it("keeps min and max, and repeats itself to the byte, whatever the demand", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { maxLength: 60 }),
        (demands) => {
          const ticks = run(demands, { initialSize: 3 });
          for (const { desired, ready } of ticks) {
            expect(desired).toBeGreaterThanOrEqual(1);
            expect(desired).toBeLessThanOrEqual(10);
            expect(ready).toBeLessThanOrEqual(10);
          }
          expect(JSON.stringify(run(demands, { initialSize: 3 }))).toBe(JSON.stringify(ticks));
        },
      ),
    );
  });

  it("takes under 200 ms for a day", () => {
    const demands = Array.from({ length: 1440 }, (_, minute) => 5 + 4 * Math.sin(minute / 200));
    run(demands);
    const startedMs = performance.now();
    run(demands);
    expect(performance.now() - startedMs).toBeLessThan(200);
  });
});

describe("cpuOnly()", () => {
  const weighted = (metric: string) => ({
    metric,
    weight: 1,
    comparison: "greater_than" as const,
    scaleUp: 70,
    scaleDown: 20,
    aggregation: "avg" as const,
    windowSeconds: 300,
  });
  it.each<[PoolPolicy["rule"], string[] | null, string[]?]>([
    [seedPolicy.rule, ["ram"]],
    [{ kind: "threshold", rules: [{ metric: "ram", outAbove: 80, inBelow: 40 }] }, null],
    [
      {
        kind: "target",
        tolerancePercent: 10,
        targets: [
          { metric: "cpu", target: 60 },
          { metric: "queue", target: 5 },
        ],
      },
      ["queue"],
    ],
    [{ kind: "target", tolerancePercent: 10, targets: [{ metric: "queue", target: 5 }] }, null],
    [{ kind: "weighted", metrics: [weighted("cpu"), weighted("ram")] }, ["ram"]],
    [{ kind: "weighted", metrics: [weighted("ram")] }, null],
    [{ kind: "sustained_outlier" }, ["network_in", "network_out"], ["ram"]],
  ])("leaves out of %j what is not CPU", (rule, leftOut, idle = []) => {
    const left = cpuOnly(rule);
    expect(left?.leftOut ?? null).toEqual(leftOut);
    expect(left?.idle ?? []).toEqual(idle);
    if (left && rule.kind !== "sustained_outlier") {
      expect(JSON.stringify(left.rule)).not.toMatch(/"(ram|queue)"/);
      expect(JSON.stringify(left.rule)).toContain('"cpu"');
    }
  });
});

describe("replaySamples()", () => {
  const minute = (n: number, value: number, ids = ["a", "b"]): Sample[] =>
    ids.map((instanceId) => ({ instanceId, metric: "cpu", atMs: startMs + n * 60_000, value }));
  const replayed = (samples: Sample[], initialSize: number | null = null) =>
    [...replaySamples(samples, { policy, schedules: [], initialSize })].map(({ size }) => size);

  it("decides each minute on what was recorded by then, and its size follows", () => {
    expect(
      replayed([...minute(0, 60), ...minute(1, 90), ...minute(2, 90), ...minute(3, 60)]),
    ).toEqual([2, 3, 4, 4]);
    expect(replayed(minute(0, 90), 6)).toEqual([7]);
    expect(replayed([])).toEqual([]);
  });

  it("starts with all that report in the first minute, though each has its own second", () => {
    const ids = Array.from({ length: 10 }, (_, n) => `i${n}`);
    const minutes = [0, 1].flatMap((n) =>
      ids.map((instanceId, second) => ({
        instanceId,
        metric: "cpu",
        atMs: startMs + n * 60_000 + second * 1000,
        value: 60,
      })),
    );
    const ticks = [...replaySamples(minutes, { policy, schedules: [], initialSize: null })];
    expect(ticks.map(({ atMs, size }) => [atMs - startMs, size])).toEqual([
      [9000, 10],
      [69_000, 10],
    ]);
  });

  it("does not shrink on part of the data, or on what is old", () => {
    const some = [...minute(0, 10, ["a", "b", "c"]), ...minute(7, 10, ["a"])];
    expect(replayed(some)).toEqual([2, 1, 1, 1, 1, 1, 1, 1]);
    const thin = [...minute(0, 60, ["a", "b", "c"]), ...minute(7, 10, ["a"])];
    expect(replayed(thin)).toEqual([3, 3, 3, 3, 3, 3, 3, 3]);
  });
});
