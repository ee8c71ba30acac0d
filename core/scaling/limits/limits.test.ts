import { describe, expect, it } from "vitest";
import { decide } from "../decide.ts";
import type { DecisionInputs } from "../decision.ts";
import { emptyMemory, type PoolPolicy, type Shortage } from "../policy.ts";
import type { ReasonCode } from "../reason.ts";
import { inputs, metric, nowMs } from "../testing/inputs.ts";
import { afterShortage } from "./capacity-shortage.ts";

const high = { cpu: metric("cpu", 95) };
const low = { cpu: metric("cpu", 20), ram: metric("ram", 20) };
const secondsAgo = (seconds: number): number => nowMs - seconds * 1000;
const window = (change: object) => ({
  window: { name: "launch", targetSize: null, minSize: null, maxSize: null, ...change },
});
const order = (targetSize: number, secondsLeft = 600) => ({
  override: { targetSize, reason: "launch", expiresAtMs: nowMs + secondsLeft * 1000 },
});
const short = (change: Partial<Shortage> = {}) => ({
  shortage: {
    availableSize: 4,
    attempts: 1,
    askedAtMs: secondsAgo(240),
    retryAtMs: nowMs + 60_000,
    ...change,
  },
});
const steps = (change: Partial<PoolPolicy["scaleOut"]>) => ({
  step: 1,
  stepPercent: null,
  cooldownSeconds: 0,
  stabilizationSeconds: 0,
  ...change,
});

interface Case {
  code: ReasonCode;
  title: string;
  decides: DecisionInputs;
  size: number;
  /** Codes of "able to scale", "scaling active" and "scaling limited"; null where nothing decided. */
  conditions: [ReasonCode | null, ReasonCode | null, ReasonCode | null];
  /** Inputs in which the same limit lets things pass, and the size then. */
  passes: DecisionInputs;
  passedSize: number;
}

const stabilized = (recommendations: { atMs: number; size: number }[]) => ({
  policy: {
    scaleIn: steps({ stabilizationSeconds: 300 }),
    scaleOut: steps({ stabilizationSeconds: 100, step: 3 }),
  },
  memory: { recommendations },
});
const blind = { cpu: metric("cpu", null, "missing"), ram: metric("ram", null, "missing") };
const empty = { size: 0, policy: { minSize: 0 } };
const queue = {
  rule: { kind: "threshold" as const, rules: [{ metric: "queue", outAbove: 9, inBelow: 1 }] },
};

const cases: Case[] = [
  {
    code: "MODE",
    title: "a paused pool",
    decides: inputs({ ...high, policy: { mode: "paused" } }),
    size: 4,
    conditions: ["MODE", null, null],
    passes: inputs({ ...high, policy: { mode: "active" } }),
    passedSize: 5,
  },
  {
    code: "MODE",
    title: "an observed pool",
    decides: inputs({ ...high, policy: { mode: "observe" } }),
    size: 4,
    conditions: ["MODE", null, null],
    passes: inputs({ ...high, policy: { mode: "active" } }),
    passedSize: 5,
  },
  {
    code: "OVERRIDE",
    title: "a person's order",
    decides: inputs({ ...low, inputs: order(7) }),
    size: 7,
    conditions: [null, null, null],
    passes: inputs({ ...low, inputs: order(7, 0) }),
    passedSize: 3,
  },
  {
    code: "SCHEDULE_FIXED",
    title: "a fixed window",
    decides: inputs({ ...low, inputs: window({ targetSize: 6 }) }),
    size: 6,
    conditions: [null, null, null],
    passes: inputs({ ...low, inputs: { ...window({ targetSize: 6 }), ...order(5) } }),
    passedSize: 5,
  },
  {
    code: "SCHEDULE_FLOOR",
    title: "a window's floor",
    decides: inputs({ ...low, inputs: window({ minSize: 4 }) }),
    size: 4,
    conditions: [null, null, "SCHEDULE_FLOOR"],
    passes: inputs({ ...low, inputs: window({ minSize: 3 }) }),
    passedSize: 3,
  },
  {
    code: "SCHEDULE_CEILING",
    title: "a window's ceiling",
    decides: inputs({ ...high, inputs: window({ maxSize: 4 }) }),
    size: 4,
    conditions: [null, null, "SCHEDULE_CEILING"],
    passes: inputs({ ...high, inputs: window({ maxSize: 5 }) }),
    passedSize: 5,
  },
  {
    code: "EMPTY_POOL",
    title: "an empty pool that nothing measures",
    decides: inputs({ ...blind, ...empty }),
    size: 1,
    conditions: [null, "NO_USABLE_METRICS", null],
    passes: inputs({ ...blind, ...empty, inputs: window({ targetSize: 0 }) }),
    passedSize: 0,
  },
  {
    code: "EMPTY_POOL",
    title: "an empty pool without a value of the pool as a whole",
    decides: inputs({ ...empty, policy: { minSize: 0, ...queue } }),
    size: 1,
    conditions: [null, "NO_USABLE_METRICS", null],
    passes: inputs({
      ...empty,
      policy: { minSize: 0, ...queue },
      metrics: [{ ...metric("queue", 0), scope: "pool" }],
    }),
    passedSize: 0,
  },
  {
    code: "BELOW_MIN",
    title: "a pool below its minimum",
    decides: inputs({ size: 1 }),
    size: 2,
    conditions: [null, null, null],
    passes: inputs({ size: 2 }),
    passedSize: 2,
  },
  {
    code: "BELOW_MIN",
    title: "an empty pool below its minimum",
    decides: inputs({ ...blind, size: 0 }),
    size: 2,
    conditions: [null, "NO_USABLE_METRICS", null],
    passes: inputs({ ...blind, size: 2 }),
    passedSize: 2,
  },
  {
    code: "ABOVE_MAX",
    title: "a pool above its maximum",
    decides: inputs({ size: 12 }),
    size: 10,
    conditions: [null, null, null],
    passes: inputs({ size: 10 }),
    passedSize: 10,
  },
  {
    code: "CLIPPED_TO_MIN",
    title: "the minimum",
    decides: inputs({ ...low, size: 2 }),
    size: 2,
    conditions: [null, null, "CLIPPED_TO_MIN"],
    passes: inputs({ ...low, size: 3, policy: { scaleIn: steps({}) } }),
    passedSize: 2,
  },
  {
    code: "CLIPPED_TO_MAX",
    title: "the maximum",
    decides: inputs({ ...high, size: 10 }),
    size: 10,
    conditions: [null, null, "CLIPPED_TO_MAX"],
    passes: inputs({ ...high, size: 9 }),
    passedSize: 10,
  },
  {
    code: "NODE_CEILING",
    title: "the node's total",
    decides: inputs({
      ...high,
      policy: { scaleOut: steps({ step: 3 }) },
      inputs: { node: { maxTotalInstances: 10, otherInstances: 4 } },
    }),
    size: 6,
    conditions: [null, null, "NODE_CEILING"],
    passes: inputs({ ...high, inputs: { node: { maxTotalInstances: 10, otherInstances: 5 } } }),
    passedSize: 5,
  },
  {
    code: "NODE_CEILING",
    title: "the node's total, after a window's floor",
    decides: inputs({
      inputs: { ...window({ minSize: 8 }), node: { maxTotalInstances: 10, otherInstances: 4 } },
    }),
    size: 6,
    conditions: [null, null, "NODE_CEILING"],
    passes: inputs({
      inputs: { ...window({ minSize: 8 }), node: { maxTotalInstances: 10, otherInstances: 2 } },
    }),
    passedSize: 8,
  },
  {
    code: "CAPACITY_SHORTAGE",
    title: "a known shortage",
    decides: inputs({ ...high, memory: short() }),
    size: 4,
    conditions: [null, null, "CAPACITY_SHORTAGE"],
    passes: inputs({ ...high, memory: short({ retryAtMs: nowMs }) }),
    passedSize: 5,
  },
  {
    code: "POOL_NOT_RUNNING",
    title: "a pool at which OCI works",
    decides: inputs({ ...high, inputs: { pool: { size: 4, lifecycle: "SCALING" } } }),
    size: 4,
    conditions: ["POOL_NOT_RUNNING", null, null],
    passes: inputs({ ...high, inputs: { pool: { size: 4, lifecycle: "RUNNING" } } }),
    passedSize: 5,
  },
  {
    code: "RESIZE_IN_FLIGHT",
    title: "a resize without an outcome",
    decides: inputs({ ...high, memory: { inFlight: { targetSize: 5, sinceMs: secondsAgo(30) } } }),
    size: 4,
    conditions: ["RESIZE_IN_FLIGHT", null, null],
    passes: inputs({ ...high, memory: { inFlight: null } }),
    passedSize: 5,
  },
  {
    code: "DATA_INCOMPLETE",
    title: "too little data to shrink",
    decides: inputs({ ...low, ram: metric("ram", 20, "partial", 89) }),
    size: 4,
    conditions: [null, null, "DATA_INCOMPLETE"],
    passes: inputs({ ...low, ram: metric("ram", 20, "partial", 90) }),
    passedSize: 3,
  },
  {
    code: "DATA_INCOMPLETE",
    title: "no value to shrink on, where no coverage is asked for",
    decides: inputs({
      ...blind,
      policy: { coveragePercentMin: 0 },
      inputs: window({ targetSize: 2 }),
    }),
    size: 4,
    conditions: [null, null, "DATA_INCOMPLETE"],
    passes: inputs({
      ...low,
      cpu: metric("cpu", 20, "partial", 1),
      policy: { coveragePercentMin: 0 },
      inputs: window({ targetSize: 2 }),
    }),
    passedSize: 2,
  },
  {
    code: "COOLDOWN",
    title: "the rest after a scale-out",
    decides: inputs({ ...high, memory: { lastScaleOutAtMs: secondsAgo(299) } }),
    size: 4,
    conditions: [null, null, "COOLDOWN"],
    passes: inputs({ ...high, memory: { lastScaleOutAtMs: secondsAgo(300) } }),
    passedSize: 5,
  },
  {
    code: "COOLDOWN",
    title: "the rest after a scale-in",
    decides: inputs({ ...low, memory: { lastScaleInAtMs: secondsAgo(899) } }),
    size: 4,
    conditions: [null, null, "COOLDOWN"],
    passes: inputs({ ...low, memory: { lastScaleInAtMs: secondsAgo(900) } }),
    passedSize: 3,
  },
  {
    code: "STABILIZING",
    title: "a window that asked for more",
    decides: inputs({
      ...low,
      ...stabilized([
        { atMs: secondsAgo(301), size: 3 },
        { atMs: secondsAgo(100), size: 4 },
      ]),
    }),
    size: 4,
    conditions: [null, null, "STABILIZING"],
    passes: inputs({
      ...low,
      ...stabilized([
        { atMs: secondsAgo(300), size: 4 },
        { atMs: secondsAgo(100), size: 3 },
      ]),
    }),
    passedSize: 3,
  },
  {
    code: "STABILIZING",
    title: "a window that asked for less growth",
    decides: inputs({
      ...high,
      ...stabilized([
        { atMs: secondsAgo(101), size: 9 },
        { atMs: secondsAgo(99), size: 5 },
        { atMs: secondsAgo(50), size: 9 },
      ]),
    }),
    size: 5,
    conditions: [null, null, "STABILIZING"],
    passes: inputs({
      ...high,
      ...stabilized([
        { atMs: secondsAgo(100), size: 4 },
        { atMs: secondsAgo(99), size: 9 },
      ]),
    }),
    passedSize: 7,
  },
  {
    code: "STABILIZING",
    title: "a window that is not remembered in full",
    decides: inputs({ ...high, ...stabilized([{ atMs: secondsAgo(99), size: 9 }]) }),
    size: 4,
    conditions: [null, null, "STABILIZING"],
    passes: inputs({ ...high, ...stabilized([{ atMs: secondsAgo(101), size: 9 }]) }),
    passedSize: 7,
  },
  {
    code: "WOULD_CROSS_OUT",
    title: "a scale-in that would have to be undone",
    decides: inputs({ size: 2, cpu: metric("cpu", 40.5), ram: metric("ram", 20), policy: wide() }),
    size: 2,
    conditions: [null, null, "WOULD_CROSS_OUT"],
    passes: inputs({ size: 2, cpu: metric("cpu", 40), ram: metric("ram", 20), policy: wide() }),
    passedSize: 1,
  },
];

/** Thresholds so near to each other that a scale-in can cross back. */
function wide(): Partial<PoolPolicy> {
  const rules = ["cpu", "ram"].map((name) => ({ metric: name, outAbove: 80, inBelow: 60 }));
  return { minSize: 1, rule: { kind: "threshold", rules } };
}

describe("a limit", () => {
  it.each(cases)("$code: $title decides, and lets the other pass", (given) => {
    const { decision } = decide(given.decides);
    expect(decision.reasons.at(-1)?.code).toBe(given.code);
    expect(decision.targetSize).toBe(given.size);
    const { ableToScale, scalingActive, scalingLimited } = decision.conditions;
    const told = [ableToScale, scalingActive, scalingLimited];
    expect(told.map(({ reason }) => reason)).toEqual(given.conditions);
    const met = given.conditions.map((code, index) =>
      index === 2 ? code !== null : code === null,
    );
    expect(told.map((condition) => condition.met)).toEqual(met);
    const other = decide(given.passes).decision;
    expect(other.reasons.map(({ code }) => code)).not.toContain(given.code);
    expect(other.targetSize).toBe(given.passedSize);
  });

  it("STEP_LIMITED: a step bounds what a target asks for, and lets a smaller one pass", () => {
    const rule = {
      kind: "target" as const,
      targets: [{ metric: "cpu", target: 50 }],
      tolerancePercent: 10,
    };
    const size = (step: number) =>
      decide(inputs({ ...high, policy: { rule, scaleOut: steps({ step }) } })).decision;
    expect(size(2)).toMatchObject({ targetSize: 6, conditions: { scalingLimited: { met: true } } });
    expect(size(4)).toMatchObject({
      targetSize: 8,
      conditions: { scalingLimited: { met: false } },
    });
  });
});

describe("a step in percent", () => {
  it.each([
    [{ step: null, stepPercent: 50 }, 10, 15],
    [{ step: null, stepPercent: 25 }, 10, 12],
    [{ step: null, stepPercent: 5 }, 10, 11],
    [{ step: 4, stepPercent: 25 }, 10, 14],
    [{ step: 1, stepPercent: 25 }, 20, 25],
  ])("%j of %i goes to %i", (rules, size, wanted) => {
    const policy = { maxSize: 100, scaleOut: steps(rules) };
    expect(decide(inputs({ ...high, size, policy })).decision.targetSize).toBe(wanted);
  });
});

describe("a person's order", () => {
  it("beats a schedule and the policy, and is kept within min and max", () => {
    const both = { ...order(20), ...window({ targetSize: 3 }) };
    const { decision } = decide(inputs({ ...low, inputs: both }));
    expect(decision.targetSize).toBe(10);
    expect(decision.reasons.map(({ code }) => code)).toEqual(["OVERRIDE", "CLIPPED_TO_MAX"]);
    expect(decision.confidence).toBe(1);
  });

  it("is not bent by a window's floor", () => {
    const both = { ...order(3), ...window({ minSize: 8 }) };
    const { decision } = decide(inputs({ ...low, size: 3, inputs: both }));
    expect(decision).toMatchObject({ kind: "hold", targetSize: 3 });
  });

  it("waits for a cooldown like everyone", () => {
    const memory = { lastScaleOutAtMs: secondsAgo(10) };
    const { decision } = decide(inputs({ ...low, memory, inputs: order(9) }));
    expect(decision.kind).toBe("hold");
    expect(decision.reasons.at(-1)?.code).toBe("COOLDOWN");
  });
});

describe("the node's total", () => {
  it("never shrinks a pool, however far it is exceeded", () => {
    const node = { maxTotalInstances: 5, otherInstances: 50 };
    expect(decide(inputs({ ...high, inputs: { node } })).decision).toMatchObject({
      kind: "hold",
      targetSize: 4,
    });
    const inside = decide(inputs({ inputs: { node } })).decision;
    expect(inside.reasons.map(({ code }) => code)).not.toContain("NODE_CEILING");
  });
});

describe("a capacity shortage", () => {
  it("clips to what OCI could give", () => {
    const memory = short({ availableSize: 6 });
    const policy = { scaleOut: steps({ step: 5 }) };
    const { decision } = decide(inputs({ ...high, policy, memory }));
    expect(decision.targetSize).toBe(6);
    expect(decision.reasons.at(-1)?.code).toBe("CAPACITY_SHORTAGE");
  });

  it("does not stand in the way of a scale-in", () => {
    expect(decide(inputs({ ...low, memory: short() })).decision.direction).toBe("in");
  });

  it("waits 5 minutes, doubles the wait, and asks every hour at last", () => {
    let memory = emptyMemory;
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const atMs = memory.shortage?.retryAtMs ?? nowMs;
      memory = afterShortage(memory, { availableSize: 4, askedAtMs: atMs }, atMs);
      waits.push(((memory.shortage?.retryAtMs ?? 0) - atMs) / 1000);
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 3600, 3600]);
  });

  it("counts a request once, however long and often it is told of", () => {
    const fellShort = { availableSize: 4, askedAtMs: nowMs - 30_000 };
    const known = afterShortage(emptyMemory, fellShort, nowMs);
    for (const seconds of [1, 300, 900]) {
      expect(afterShortage(known, fellShort, nowMs + seconds * 1000)).toBe(known);
    }
    const again = { availableSize: 3, askedAtMs: nowMs + 200_000 };
    expect(afterShortage(known, again, nowMs + 200_000).shortage).toEqual({
      ...again,
      attempts: 2,
      retryAtMs: nowMs + 800_000,
    });
  });

  it("counts what somebody else asked for once", () => {
    const fellShort = { availableSize: 4, askedAtMs: null };
    const known = afterShortage(emptyMemory, fellShort, nowMs);
    expect(known.shortage?.attempts).toBe(1);
    expect(afterShortage(known, fellShort, nowMs + 900_000)).toBe(known);
    const own = { availableSize: 4, askedAtMs: nowMs + 300_000 };
    expect(afterShortage(known, own, nowMs + 300_000).shortage?.attempts).toBe(2);
  });

  it("is forgotten an hour after its wait, when no other request fell short", () => {
    const memory = short({ retryAtMs: secondsAgo(3599.999) });
    expect(decide(inputs({ size: 4, memory })).memory.shortage).toEqual(memory.shortage);
    const old = short({ retryAtMs: secondsAgo(3600) });
    expect(decide(inputs({ size: 4, memory: old })).memory.shortage).toBeNull();
  });

  it("is forgotten once more instances run", () => {
    const memory = short({ availableSize: 4 });
    expect(decide(inputs({ size: 5, memory })).memory.shortage).toBeNull();
    expect(decide(inputs({ size: 4, memory })).memory.shortage).toEqual(memory.shortage);
  });
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

describe("an empty pool", () => {
  it("is left empty by a window's ceiling of 0", () => {
    const { decision } = decide(inputs({ ...blind, ...empty, inputs: window({ maxSize: 0 }) }));
    expect(decision).toMatchObject({ kind: "hold", targetSize: 0 });
  });

  it("is left alone while a value of the pool as a whole says that nothing waits", () => {
    const rule = {
      kind: "target" as const,
      targets: [{ metric: "queue", target: 10 }],
      tolerancePercent: 10,
    };
    const metrics = [{ ...metric("queue", 0), scope: "pool" as const }];
    const { decision } = decide(inputs({ ...empty, metrics, policy: { minSize: 0, rule } }));
    expect(decision).toMatchObject({ kind: "hold", targetSize: 0 });
  });
});

describe("the facts of a reason", () => {
  const last = (given: DecisionInputs) => decide(given).decision.reasons.at(-1);

  it.each<[string, DecisionInputs, object]>([
    [
      "in flight",
      inputs({ ...high, memory: { inFlight: { targetSize: 7, sinceMs: secondsAgo(30) } } }),
      { targetSize: 7, ageSeconds: 30 },
    ],
    [
      "not running",
      inputs({ ...high, inputs: { pool: { size: 4, lifecycle: "STOPPED" } } }),
      { lifecycle: "STOPPED" },
    ],
    [
      "thin data",
      inputs({ ...low, cpu: metric("cpu", 20, "partial", 50) }),
      { metric: "cpu", freshness: "partial", coveragePercent: 50, neededPercent: 90 },
    ],
    [
      "no data for a schedule",
      inputs({ cpu: metric("cpu", null, "stale"), inputs: window({ targetSize: 2 }) }),
      { metric: "cpu", freshness: "stale", coveragePercent: 0, neededPercent: 90 },
    ],
    [
      "a metric that nobody asked the monitoring for",
      inputs({
        inputs: window({ targetSize: 2 }),
        policy: {
          rule: { kind: "threshold", rules: [{ metric: "queue", outAbove: 9, inBelow: 1 }] },
        },
      }),
      { metric: "queue", freshness: "missing", coveragePercent: 0, neededPercent: 90 },
    ],
    [
      "one broken metric",
      inputs({ ...low, ram: metric("ram", null, "stale") }),
      { metric: "ram", freshness: "stale" },
    ],
    [
      "nothing but broken ones",
      inputs({ cpu: metric("cpu", null, "missing"), ram: metric("ram", null, "stale") }),
      { metrics: "cpu, ram", freshness: "stale" },
    ],
    [
      "nothing at all",
      inputs({ cpu: metric("cpu", null, "missing"), ram: metric("ram", null, "missing") }),
      { metrics: "cpu, ram", freshness: "missing" },
    ],
    [
      "a paused pool",
      inputs({ ...high, policy: { mode: "paused" } }),
      { mode: "paused", wantedSize: 5 },
    ],
    [
      "an observed pool",
      inputs({ ...high, policy: { mode: "observe" } }),
      { mode: "observe", wantedSize: 5 },
    ],
    [
      "a cooldown",
      inputs({ ...high, memory: { lastScaleOutAtMs: secondsAgo(40) } }),
      { after: "scale-out", ageSeconds: 40, cooldownSeconds: 300 },
    ],
    [
      "a cooldown of a clock that was set back",
      inputs({ ...low, memory: { lastScaleInAtMs: secondsAgo(-40) } }),
      { after: "scale-in", ageSeconds: 0, cooldownSeconds: 900 },
    ],
    [
      "a resize in flight of a clock that was set back",
      inputs({ ...high, memory: { inFlight: { targetSize: 7, sinceMs: secondsAgo(-40) } } }),
      { targetSize: 7, ageSeconds: 0 },
    ],
    [
      "a shortage of a clock that was set back",
      inputs({ ...high, memory: short({ retryAtMs: secondsAgo(-9000) }) }),
      { wantedSize: 5, availableSize: 4, attempts: 1, retryInSeconds: 300 },
    ],
    [
      "the node's total",
      inputs({ ...high, inputs: { node: { maxTotalInstances: 9, otherInstances: 5 } } }),
      { wantedSize: 5, otherInstances: 5, maxTotalInstances: 9 },
    ],
    [
      "a shortage",
      inputs({ ...high, memory: short({ attempts: 2 }) }),
      { wantedSize: 5, availableSize: 4, attempts: 2, retryInSeconds: 60 },
    ],
    [
      "the last instance",
      inputs({ ...low, size: 1, policy: { minSize: 0 } }),
      { wantedSize: 0, minSize: 1 },
    ],
  ])("%s", (_case, given, facts) => {
    expect(last(given)?.facts).toEqual(facts);
  });

  it("says all of them when several metrics decide", () => {
    const { reasons } = decide(inputs({ cpu: metric("cpu", 90), ram: metric("ram", 85) })).decision;
    expect(reasons).toEqual([
      { code: "ABOVE_THRESHOLD", facts: { metric: "cpu", value: 90, threshold: 80 } },
      { code: "ABOVE_THRESHOLD", facts: { metric: "ram", value: 85, threshold: 80 } },
    ]);
  });
});
