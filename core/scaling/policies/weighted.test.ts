import { describe, expect, it } from "vitest";
import { decide } from "../decide.ts";
import type { DecisionInputs } from "../decision.ts";
import { emptyMemory, type PoolMemory, type WeightedMetric } from "../policy.ts";
import type { MetricSignal } from "../signal.ts";
import { inputs, metric, nowMs } from "../testing/inputs.ts";

const free = { step: 1, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 0 };
const weigh = (name: string, weight: number, change: Partial<WeightedMetric> = {}) => ({
  metric: name,
  weight,
  comparison: "greater_than" as const,
  scaleUp: 70,
  scaleDown: 25,
  aggregation: "avg" as const,
  windowSeconds: 300,
  ...change,
});

function given(
  metrics: WeightedMetric[],
  seen: MetricSignal[],
  memory?: PoolMemory,
): DecisionInputs {
  const policy = { rule: { kind: "weighted" as const, metrics }, scaleOut: free, scaleIn: free };
  const base = inputs({ policy, memory: memory ?? emptyMemory });
  return { ...base, signal: { ...base.signal, metrics: seen } };
}
const decided = (metrics: WeightedMetric[], seen: MetricSignal[]) => {
  const { decision } = decide(given(metrics, seen));
  return [decision.targetSize, ...decision.reasons.map(({ code }) => code)];
};

const three = [weigh("cpu", 0.4), weigh("ram", 0.3), weigh("request_rate", 0.3)];
const values = (cpu: number | null, ram: number | null, rate: number | null) => [
  metric("cpu", cpu, cpu === null ? "missing" : "fresh"),
  metric("ram", ram, ram === null ? "missing" : "fresh"),
  metric("request_rate", rate, rate === null ? "missing" : "fresh"),
];

describe("a weighted policy", () => {
  it.each([
    ["acts above a score of 0.5", values(71, 71, 50), [5, "WEIGHED_OUT", "WEIGHED_OUT"]],
    ["does not act below it", values(71, 50, 50), [4, "WEIGHED_OUT"]],
    ["shrinks likewise", values(20, 20, 50), [3, "WEIGHED_IN", "WEIGHED_IN"]],
    ["holds when nothing votes", values(50, 50, 50), [4]],
    ["holds at the thresholds themselves", values(70, 25, 70), [4]],
    [
      "does not shrink against one vote for out",
      values(20, 71, 20),
      [4, "WEIGHED_IN", "WEIGHED_OUT", "WEIGHED_IN"],
    ],
    ["grows on what works, whatever is broken", values(71, null, null), [5, "WEIGHED_OUT"]],
    [
      "does not shrink on part of the weights, and says which are missing",
      values(20, null, null),
      [4, "WEIGHED_IN", "METRIC_UNUSABLE", "METRIC_UNUSABLE"],
    ],
  ])("%s", (_case, seen, [size, ...codes]) => {
    expect(decided(three, seen)).toEqual([size, ...codes, "WEIGHTED_SCORE"]);
  });

  it("does not act at a score of exactly 0.5", () => {
    const even = [weigh("cpu", 1), weigh("ram", 1)];
    const seen = [metric("cpu", 90), metric("ram", 50)];
    expect(decided(even, seen)[0]).toBe(4);
    expect(decided(even, [metric("cpu", 10), metric("ram", 50)])[0]).toBe(4);
  });

  it("does not act at a score that is 0.5 but for floating point", () => {
    const parts = [0.1, 0.1, 0.3].map((weight, n) => weigh(`part${n}`, weight));
    const most = parts.reduce((sum, { weight }) => sum + weight, 0) - 4e-16;
    const seen = (part: number) => [
      ...parts.map(({ metric: name }) => metric(name, part)),
      metric("rest", 50),
    ];
    const metrics = [...parts, weigh("rest", most)];
    expect(decided(metrics, seen(90))[0]).toBe(4);
    expect(decided(metrics, seen(10))[0]).toBe(4);
    expect(decided([...parts, weigh("rest", 0.49)], seen(90))[0]).toBe(5);
  });

  it("holds without any data", () => {
    expect(decided(three, values(null, null, null))).toEqual([4, "NO_USABLE_METRICS"]);
  });

  it("does not shrink when a metric without a vote is missing, though the score is reached", () => {
    const seen = values(20, 20, null);
    expect(decided(three, seen).at(-1)).toBe("DATA_INCOMPLETE");
    expect(decided(three, seen)[0]).toBe(4);
  });

  it("reads less_than the other way round", () => {
    const free = [weigh("free_slots", 1, { comparison: "less_than", scaleUp: 5, scaleDown: 50 })];
    expect(decided(free, [metric("free_slots", 4)])[0]).toBe(5);
    expect(decided(free, [metric("free_slots", 5)])[0]).toBe(4);
    expect(decided(free, [metric("free_slots", 50)])[0]).toBe(4);
    expect(decided(free, [metric("free_slots", 51)])[0]).toBe(3);
  });

  it("takes the maximum where it is asked to", () => {
    const seen = [{ ...metric("cpu", 50), max: 95 }];
    expect(decided([weigh("cpu", 1)], seen)[0]).toBe(4);
    expect(decided([weigh("cpu", 1, { aggregation: "max" })], seen)[0]).toBe(5);
  });

  it("is as sure as its score and its coverage", () => {
    const confidence = (seen: MetricSignal[]) => decide(given(three, seen)).decision.confidence;
    expect(confidence(values(71, 71, 71))).toBe(1);
    expect(confidence(values(71, 71, 50))).toBeCloseTo(0.7);
    const half = [metric("cpu", 71, "partial", 50), metric("ram", 71), metric("request_rate", 71)];
    expect(confidence(half)).toBeCloseTo(0.5);
    expect(confidence(values(71, 50, 50))).toBeCloseTo(0.6);
    expect(confidence(values(20, 20, 50))).toBeCloseTo(0.7);
  });

  it("is less sure by the weights that can not vote", () => {
    const confidence = (seen: MetricSignal[]) => decide(given(three, seen)).decision.confidence;
    expect(confidence(values(71, null, null))).toBeCloseTo(0.4);
    expect(confidence(values(50, 50, null))).toBeCloseTo(0.7);
  });
});

describe("a weighted policy's percentage_change", () => {
  const changing = [
    weigh("rate", 1, { comparison: "percentage_change", scaleUp: 50, scaleDown: -30 }),
  ];
  const rate = (value: number) => [metric("rate", value)];
  const learnt = (ago: { seconds: number; value: number }[]): PoolMemory => ({
    ...emptyMemory,
    policy: {
      kind: "weighted",
      version: 1,
      past: ago.map(({ seconds, value }) => ({
        atMs: nowMs - seconds * 1000,
        values: { rate: value },
        outliers: [],
      })),
    },
  });
  const sizeAfter = (value: number, ago: { seconds: number; value: number }[]) =>
    decide(given(changing, rate(value), learnt(ago))).decision.targetSize;

  it.each([
    ["grows above scaleUp", 151, [{ seconds: 300, value: 100 }], 5],
    ["holds at scaleUp", 150, [{ seconds: 300, value: 100 }], 4],
    ["holds at scaleDown", 70, [{ seconds: 300, value: 100 }], 4],
    ["shrinks below scaleDown", 69, [{ seconds: 300, value: 100 }], 3],
    ["holds while it knows no value of then", 900, [{ seconds: 299, value: 100 }], 4],
    ["knows a value of two windows ago", 151, [{ seconds: 600, value: 100 }], 5],
    ["takes nothing older for one of then", 151, [{ seconds: 601, value: 100 }], 4],
    ["counts a rise from below zero as one", -40, [{ seconds: 300, value: -100 }], 5],
    ["counts a fall from below zero as one", -140, [{ seconds: 300, value: -100 }], 3],
    ["takes any growth from nothing for 100 %", 1, [{ seconds: 300, value: 0 }], 5],
    ["takes nothing from nothing for no change", 0, [{ seconds: 300, value: 0 }], 4],
    [
      "compares with the newest value of then",
      100,
      [
        { seconds: 400, value: 10 },
        { seconds: 310, value: 100 },
      ],
      4,
    ],
  ])("%s", (_case, value, ago, size) => {
    expect(sizeAfter(value, ago)).toBe(size);
  });

  it("says that it does not know a change yet, and is not sure of anything", () => {
    const { decision } = decide(given(changing, rate(900), learnt([])));
    expect(decision.reasons).toEqual([
      { code: "CHANGE_UNKNOWN", facts: { metric: "rate", windowSeconds: 300 } },
      { code: "WEIGHTED_SCORE", facts: { outScore: 0, inScore: 0, neededScore: 0.5 } },
    ]);
    expect(decision.confidence).toBe(0);
  });

  it("knows the last evaluation where the window is shorter, for ten minutes", () => {
    const short = changing.map((metric) => ({ ...metric, windowSeconds: 0 }));
    const size = (seconds: number) =>
      decide(given(short, rate(151), learnt([{ seconds, value: 100 }]))).decision.targetSize;
    expect(size(600)).toBe(5);
    expect(size(601)).toBe(4);
  });

  it("keeps evaluations at least as far apart as its memory bears", () => {
    const times = (everySeconds: number) => {
      let memory = emptyMemory;
      for (let second = 0; second <= 20; second += everySeconds) {
        const now = given(changing, rate(second), memory);
        const atMs = nowMs + second * 1000;
        memory = decide({ ...now, atMs, signal: { ...now.signal, atMs } }).memory;
      }
      return memory.policy?.past.map(({ atMs }) => (atMs - nowMs) / 1000);
    };
    expect(times(1)).toEqual([0, 5, 10, 15, 20]);
    expect(times(5)).toEqual([0, 5, 10, 15, 20]);
  });

  it("remembers a window of values and no more, however often it is asked", () => {
    let memory = emptyMemory;
    for (let second = 0; second < 4000; second += 5) {
      const now = given(changing, rate(second), memory);
      const atMs = nowMs + second * 1000;
      memory = decide({ ...now, atMs, signal: { ...now.signal, atMs } }).memory;
    }
    const past = memory.policy?.past ?? [];
    expect(past.length).toBeLessThanOrEqual(64);
    expect(past.at(-1)?.values.rate).toBe(3995);
    expect((past.at(-1)?.atMs ?? 0) - (past[0]?.atMs ?? 0)).toBe(300_000);
    expect(JSON.parse(JSON.stringify(memory))).toEqual(memory);
  });

  it("starts anew after another policy, another version, or a clock that was set back", () => {
    const own = learnt([{ seconds: 300, value: 1 }]);
    const size = (memory: PoolMemory) =>
      decide(given(changing, rate(900), memory)).decision.targetSize;
    expect(size(own)).toBe(5);
    expect(
      size({ ...own, policy: { kind: "threshold", version: 1, past: own.policy?.past ?? [] } }),
    ).toBe(4);
    expect(size({ ...own, policy: { ...own.policy, version: 2 } as never })).toBe(4);
    expect(size(learnt([{ seconds: -300, value: 1 }]))).toBe(4);
  });

  it("keeps no memory where nothing looks back", () => {
    expect(decide(given(three, values(50, 50, 50))).memory.policy).toBeNull();
  });
});
