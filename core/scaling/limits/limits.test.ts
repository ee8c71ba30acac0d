import { describe, expect, it } from "vitest";
import { decide } from "../decide.ts";
import type { DecisionInputs } from "../decision.ts";
import type { PoolPolicy, Shortage } from "../policy.ts";
import type { ReasonCode } from "../reason.ts";
import { inputs, metric, nowMs } from "../testing/inputs.ts";

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
    conditions: [null, null, "BELOW_MIN"],
    passes: inputs({ size: 2 }),
    passedSize: 2,
  },
  {
    code: "BELOW_MIN",
    title: "an empty pool below its minimum",
    decides: inputs({ ...blind, size: 0 }),
    size: 2,
    conditions: [null, "NO_USABLE_METRICS", "BELOW_MIN"],
    passes: inputs({ ...blind, size: 2 }),
    passedSize: 2,
  },
  {
    code: "ABOVE_MAX",
    title: "a pool above its maximum",
    decides: inputs({ size: 12 }),
    size: 10,
    conditions: [null, null, "ABOVE_MAX"],
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
        { atMs: secondsAgo(301), size: 4 },
        { atMs: secondsAgo(300), size: 3 },
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
        { atMs: secondsAgo(101), size: 4 },
        { atMs: secondsAgo(100), size: 9 },
      ]),
    }),
    passedSize: 7,
  },
  {
    code: "STABILIZING",
    title: "a recommendation that still held when the window began",
    decides: inputs({ ...low, ...stabilized([{ atMs: secondsAgo(301), size: 4 }]) }),
    size: 4,
    conditions: [null, null, "STABILIZING"],
    passes: inputs({ ...low, ...stabilized([{ atMs: secondsAgo(301), size: 3 }]) }),
    passedSize: 3,
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

  it.each([5.5, Number.NaN, -1, Number.POSITIVE_INFINITY])("for %s instances is none", (size) => {
    const { decision } = decide(inputs({ ...low, inputs: order(size) }));
    expect(decision).toEqual(decide(inputs(low)).decision);
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
      { metrics: "ram", freshness: "stale", missing: "cpu" },
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
      { wantedSize: 0, minSize: 0 },
    ],
    [
      "the last instance, which is the minimum too",
      inputs({ ...low, size: 1, policy: { minSize: 1 } }),
      { wantedSize: 0, minSize: 1 },
    ],
    [
      "the floor of one of several schedules",
      inputs({ inputs: window({ name: "a + b", minSize: 6, floorOf: "b" }) }),
      { schedule: "b", minSize: 6 },
    ],
    [
      "the ceiling of one of several schedules",
      inputs({ ...high, inputs: window({ name: "a + b", maxSize: 3, ceilingOf: "a" }) }),
      { schedule: "a", maxSize: 3 },
    ],
    [
      "a floor that a ceiling gives way to",
      inputs({
        ...high,
        inputs: window({ name: "a + b", minSize: 4, maxSize: 3, floorOf: "b", ceilingOf: "a" }),
      }),
      { schedule: "b", maxSize: 4 },
    ],
  ])("%s", (_case, given, facts) => {
    expect(last(given)?.facts).toEqual(facts);
  });

  it("does not tell a pool below its minimum of its last instance", () => {
    const { reasons } = decide(inputs({ ...low, size: 1 })).decision;
    expect(reasons.map(({ code }) => code)).not.toContain("CLIPPED_TO_MIN");
  });

  it("says all of them when several metrics decide", () => {
    const { reasons } = decide(inputs({ cpu: metric("cpu", 90), ram: metric("ram", 85) })).decision;
    expect(reasons).toEqual([
      { code: "ABOVE_THRESHOLD", facts: { metric: "cpu", value: 90, threshold: 80 } },
      { code: "ABOVE_THRESHOLD", facts: { metric: "ram", value: 85, threshold: 80 } },
    ]);
  });
});
