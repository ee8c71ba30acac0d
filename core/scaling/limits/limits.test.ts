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
  shortage: { availableSize: 4, attempts: 1, retryAtMs: nowMs + 60_000, ...change },
});
const steps = (change: Partial<PoolPolicy["scaleOut"]>) => ({
  step: 1,
  stepPercent: null,
  cooldownSeconds: 0,
  stabilizationSeconds: 0,
  ...change,
});

/** What decides, the size that comes of it, and inputs in which the same limit lets things pass. */
type Case = [ReasonCode, string, DecisionInputs, number, DecisionInputs];

const cases: Case[] = [
  [
    "MODE",
    "a paused pool",
    inputs({ ...high, policy: { mode: "paused" } }),
    4,
    inputs({ ...high, policy: { mode: "active" } }),
  ],
  [
    "MODE",
    "an observed pool",
    inputs({ ...high, policy: { mode: "observe" } }),
    4,
    inputs({ ...high, policy: { mode: "active" } }),
  ],
  [
    "OVERRIDE",
    "a person's order",
    inputs({ ...low, inputs: order(7) }),
    7,
    inputs({ ...low, inputs: order(7, 0) }),
  ],
  [
    "SCHEDULE_FIXED",
    "a fixed window",
    inputs({ ...low, inputs: window({ targetSize: 6 }) }),
    6,
    inputs({ ...low, inputs: { ...window({ targetSize: 6 }), ...order(5) } }),
  ],
  [
    "SCHEDULE_FLOOR",
    "a window's floor",
    inputs({ ...low, inputs: window({ minSize: 4 }) }),
    4,
    inputs({ ...low, inputs: window({ minSize: 3 }) }),
  ],
  [
    "SCHEDULE_CEILING",
    "a window's ceiling",
    inputs({ ...high, inputs: window({ maxSize: 4 }) }),
    4,
    inputs({ ...high, inputs: window({ maxSize: 5 }) }),
  ],
  ["BELOW_MIN", "a pool below its minimum", inputs({ size: 1 }), 2, inputs({ size: 2 })],
  ["ABOVE_MAX", "a pool above its maximum", inputs({ size: 12 }), 10, inputs({ size: 10 })],
  [
    "CLIPPED_TO_MIN",
    "the minimum",
    inputs({ ...low, size: 2 }),
    2,
    inputs({ ...low, size: 3, policy: { scaleIn: steps({}) } }),
  ],
  [
    "CLIPPED_TO_MAX",
    "the maximum",
    inputs({ ...high, size: 10 }),
    10,
    inputs({ ...high, size: 9 }),
  ],
  [
    "NODE_CEILING",
    "the node's total",
    inputs({
      ...high,
      policy: { scaleOut: steps({ step: 3 }) },
      inputs: { node: { maxTotalInstances: 10, otherInstances: 4 } },
    }),
    6,
    inputs({ ...high, inputs: { node: { maxTotalInstances: 10, otherInstances: 5 } } }),
  ],
  [
    "CAPACITY_SHORTAGE",
    "a known shortage",
    inputs({ ...high, memory: short() }),
    4,
    inputs({ ...high, memory: short({ retryAtMs: nowMs }) }),
  ],
  [
    "POOL_NOT_RUNNING",
    "a pool at which OCI works",
    inputs({ ...high, inputs: { pool: { size: 4, lifecycle: "SCALING" } } }),
    4,
    inputs({ ...high, inputs: { pool: { size: 4, lifecycle: "RUNNING" } } }),
  ],
  [
    "RESIZE_IN_FLIGHT",
    "a resize without an outcome",
    inputs({ ...high, memory: { inFlight: { targetSize: 5, sinceMs: secondsAgo(30) } } }),
    4,
    inputs({ ...high, memory: { inFlight: null } }),
  ],
  [
    "DATA_INCOMPLETE",
    "too little data to shrink",
    inputs({ ...low, ram: metric("ram", 20, "partial", 89) }),
    4,
    inputs({ ...low, ram: metric("ram", 20, "partial", 90) }),
  ],
  [
    "COOLDOWN",
    "the rest after a scale-out",
    inputs({ ...high, memory: { lastScaleOutAtMs: secondsAgo(299) } }),
    4,
    inputs({ ...high, memory: { lastScaleOutAtMs: secondsAgo(300) } }),
  ],
  [
    "COOLDOWN",
    "the rest after a scale-in",
    inputs({ ...low, memory: { lastScaleInAtMs: secondsAgo(899) } }),
    4,
    inputs({ ...low, memory: { lastScaleInAtMs: secondsAgo(900) } }),
  ],
  [
    "STABILIZING",
    "a window that asked for more",
    inputs({
      ...low,
      policy: { scaleIn: steps({ stabilizationSeconds: 300 }) },
      memory: {
        recommendations: [
          { atMs: secondsAgo(301), size: 3 },
          { atMs: secondsAgo(100), size: 4 },
        ],
      },
    }),
    4,
    inputs({
      ...low,
      policy: { scaleIn: steps({ stabilizationSeconds: 300 }) },
      memory: {
        recommendations: [
          { atMs: secondsAgo(300), size: 4 },
          { atMs: secondsAgo(100), size: 3 },
        ],
      },
    }),
  ],
  [
    "WOULD_CROSS_OUT",
    "a scale-in that would have to be undone",
    inputs({ size: 2, cpu: metric("cpu", 40.5), ram: metric("ram", 20), policy: wide() }),
    2,
    inputs({ size: 2, cpu: metric("cpu", 40), ram: metric("ram", 20), policy: wide() }),
  ],
];

/** Thresholds so near to each other that a scale-in can cross back. */
function wide(): Partial<PoolPolicy> {
  const rules = ["cpu", "ram"].map((name) => ({ metric: name, outAbove: 80, inBelow: 60 }));
  return { minSize: 1, rule: { kind: "threshold", rules } };
}

describe("a limit", () => {
  it.each(cases)(
    "%s: %s decides, and lets the other pass",
    (code, _case, decides, size, passes) => {
      const { decision } = decide(decides);
      expect(decision.reasons.map((given) => given.code)).toContain(code);
      expect(decision.targetSize).toBe(size);
      const other = decide(passes).decision;
      expect(other.reasons.map((given) => given.code)).not.toContain(code);
    },
  );

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
      memory = afterShortage(memory, 4, atMs);
      waits.push(((memory.shortage?.retryAtMs ?? 0) - atMs) / 1000);
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 3600, 3600]);
  });

  it("is not prolonged by hearing of it again", () => {
    const known = afterShortage(emptyMemory, 4, nowMs);
    expect(afterShortage(known, 3, nowMs + 299_999)).toBe(known);
    expect(afterShortage(known, 3, nowMs + 300_000).shortage?.attempts).toBe(2);
  });

  it("is forgotten once more instances run", () => {
    const memory = short({ availableSize: 4 });
    expect(decide(inputs({ size: 5, memory })).memory.shortage).toBeNull();
    expect(decide(inputs({ size: 4, memory })).memory.shortage).toEqual(memory.shortage);
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
