import { describe, expect, it } from "vitest";
import { afterApplied, decide } from "./decide.ts";
import type { DecisionInputs } from "./decision.ts";
import { explain } from "./explain.ts";
import { emptyMemory, type PoolPolicy } from "./policy.ts";
import { inputs, metric, nowMs } from "./testing/inputs.ts";

const secondsAgo = (seconds: number): number => nowMs - seconds * 1000;
const cpuOnly: PoolPolicy["rule"] = {
  kind: "threshold",
  rules: [{ metric: "cpu", outAbove: 80, inBelow: 40 }],
};
const low = { cpu: metric("cpu", 20), ram: metric("ram", 20) };
const high = { cpu: metric("cpu", 91) };
const floor = { name: "day", targetSize: null, minSize: 6, maxSize: null };
const ceiling = { name: "night", targetSize: null, minSize: null, maxSize: 4 };
const fixed = { name: "launch", targetSize: 8, minSize: null, maxSize: null };

/** name, inputs, kind, target, reason codes */
type Row = [string, DecisionInputs, "hold" | "resize", number, string[]];

const rows: Row[] = [
  ["grows when CPU is above", inputs(high), "resize", 5, ["ABOVE_THRESHOLD"]],
  ["grows when RAM is above", inputs({ ram: metric("ram", 81) }), "resize", 5, ["ABOVE_THRESHOLD"]],
  [
    "stays on the threshold",
    inputs({ cpu: metric("cpu", 80) }),
    "hold",
    4,
    ["WITHIN_THRESHOLDS", "WITHIN_THRESHOLDS"],
  ],
  ["shrinks when both are below", inputs(low), "resize", 3, ["BELOW_THRESHOLD", "BELOW_THRESHOLD"]],
  [
    "stays when only CPU is below",
    inputs({ cpu: metric("cpu", 20) }),
    "hold",
    4,
    ["WITHIN_THRESHOLDS"],
  ],
  [
    "shrinks on CPU alone without a RAM rule",
    inputs({ ...low, policy: { rule: cpuOnly } }),
    "resize",
    3,
    ["BELOW_THRESHOLD"],
  ],
  [
    "takes the configured step",
    inputs({
      ...high,
      policy: {
        scaleOut: { step: 3, stepPercent: null, cooldownSeconds: 300, stabilizationSeconds: 0 },
      },
    }),
    "resize",
    7,
    ["ABOVE_THRESHOLD"],
  ],

  [
    "holds without any data",
    inputs({ cpu: metric("cpu", null, "missing"), ram: metric("ram", null, "missing") }),
    "hold",
    4,
    ["NO_USABLE_METRICS"],
  ],
  [
    "holds on stale data",
    inputs({ cpu: metric("cpu", null, "stale"), ram: metric("ram", null, "missing") }),
    "hold",
    4,
    ["NO_USABLE_METRICS"],
  ],
  [
    "grows on partial data",
    inputs({ cpu: metric("cpu", 95, "partial", 50) }),
    "resize",
    5,
    ["ABOVE_THRESHOLD"],
  ],
  [
    "grows on a good metric beside a broken one",
    inputs({ ...high, ram: metric("ram", null, "missing") }),
    "resize",
    5,
    ["ABOVE_THRESHOLD"],
  ],
  [
    "does not shrink beside a broken metric",
    inputs({ cpu: metric("cpu", 5), ram: metric("ram", null, "stale") }),
    "hold",
    4,
    ["METRIC_UNUSABLE"],
  ],
  [
    "does not shrink on half the instances",
    inputs({ ...low, cpu: metric("cpu", 20, "partial", 50) }),
    "hold",
    4,
    ["BELOW_THRESHOLD", "BELOW_THRESHOLD", "DATA_INCOMPLETE"],
  ],
  [
    "shrinks on just enough coverage",
    inputs({ ...low, cpu: metric("cpu", 20, "partial", 90) }),
    "resize",
    3,
    ["BELOW_THRESHOLD", "BELOW_THRESHOLD"],
  ],

  [
    "stops at the maximum",
    inputs({ ...high, size: 10 }),
    "hold",
    10,
    ["ABOVE_THRESHOLD", "CLIPPED_TO_MAX"],
  ],
  [
    "stops at the minimum",
    inputs({ ...low, size: 2 }),
    "hold",
    2,
    ["BELOW_THRESHOLD", "BELOW_THRESHOLD", "CLIPPED_TO_MIN"],
  ],
  [
    "corrects a size below the minimum",
    inputs({ size: 1 }),
    "resize",
    2,
    ["WITHIN_THRESHOLDS", "WITHIN_THRESHOLDS", "BELOW_MIN"],
  ],
  [
    "corrects a size above the maximum",
    inputs({ size: 12 }),
    "resize",
    10,
    ["WITHIN_THRESHOLDS", "WITHIN_THRESHOLDS", "ABOVE_MAX"],
  ],
  [
    "does not correct downwards without data",
    inputs({ size: 12, cpu: metric("cpu", null, "missing") }),
    "hold",
    12,
    ["METRIC_UNUSABLE", "ABOVE_MAX", "DATA_INCOMPLETE"],
  ],

  [
    "holds in the cooldown of a scale-out",
    inputs({ ...high, memory: { lastScaleOutAtMs: secondsAgo(40) } }),
    "hold",
    4,
    ["ABOVE_THRESHOLD", "COOLDOWN"],
  ],
  [
    "grows when that cooldown is over",
    inputs({ ...high, memory: { lastScaleOutAtMs: secondsAgo(300) } }),
    "resize",
    5,
    ["ABOVE_THRESHOLD"],
  ],
  [
    "grows soon after a scale-in",
    inputs({ ...high, memory: { lastScaleInAtMs: secondsAgo(1) } }),
    "resize",
    5,
    ["ABOVE_THRESHOLD"],
  ],
  [
    "does not shrink soon after a scale-in",
    inputs({ ...low, memory: { lastScaleInAtMs: secondsAgo(899) } }),
    "hold",
    4,
    ["BELOW_THRESHOLD", "BELOW_THRESHOLD", "COOLDOWN"],
  ],
  [
    "does not shrink soon after a scale-out",
    inputs({ ...low, memory: { lastScaleOutAtMs: secondsAgo(299) } }),
    "hold",
    4,
    ["BELOW_THRESHOLD", "BELOW_THRESHOLD", "COOLDOWN"],
  ],
  [
    "takes an action in the future as one of now",
    inputs({ ...high, memory: { lastScaleOutAtMs: nowMs + 60_000 } }),
    "hold",
    4,
    ["ABOVE_THRESHOLD", "COOLDOWN"],
  ],

  [
    "does nothing when paused",
    inputs({ ...high, policy: { mode: "paused" } }),
    "hold",
    4,
    ["ABOVE_THRESHOLD", "MODE"],
  ],
  [
    "only says what it would do when observing",
    inputs({ ...high, policy: { mode: "observe" } }),
    "hold",
    4,
    ["ABOVE_THRESHOLD", "MODE"],
  ],
  [
    "waits while OCI works on the pool",
    inputs({ ...high, inputs: { pool: { size: 4, lifecycle: "SCALING" } } }),
    "hold",
    4,
    ["ABOVE_THRESHOLD", "POOL_NOT_RUNNING"],
  ],
  [
    "waits for the outcome of its own resize",
    inputs({ ...high, memory: { inFlight: { targetSize: 5, sinceMs: secondsAgo(9) } } }),
    "hold",
    4,
    ["ABOVE_THRESHOLD", "RESIZE_IN_FLIGHT"],
  ],
  [
    "shrinks no further than where it would grow again",
    inputs({
      size: 4,
      running: 4,
      ...low,
      cpu: metric("cpu", 39),
      policy: {
        scaleIn: { step: 2, stepPercent: null, cooldownSeconds: 900, stabilizationSeconds: 0 },
        rule: {
          kind: "threshold",
          rules: [
            { metric: "cpu", outAbove: 70, inBelow: 40 },
            { metric: "ram", outAbove: 80, inBelow: 40 },
          ],
        },
      },
    }),
    "resize",
    3,
    ["BELOW_THRESHOLD", "BELOW_THRESHOLD", "WOULD_CROSS_OUT"],
  ],

  [
    "goes to a schedule's fixed size whatever CPU says",
    inputs({ ...low, inputs: { window: fixed } }),
    "resize",
    8,
    ["SCHEDULE_FIXED"],
  ],
  [
    "shrinks to a schedule's fixed size only with data",
    inputs({ size: 9, cpu: metric("cpu", null, "stale"), inputs: { window: fixed } }),
    "hold",
    9,
    ["SCHEDULE_FIXED", "DATA_INCOMPLETE"],
  ],
  [
    "keeps a schedule's fixed size within the limits",
    inputs({ inputs: { window: { ...fixed, targetSize: 50 } } }),
    "resize",
    10,
    ["SCHEDULE_FIXED", "CLIPPED_TO_MAX"],
  ],
  [
    "grows to a schedule's floor",
    inputs({ inputs: { window: floor } }),
    "resize",
    6,
    ["WITHIN_THRESHOLDS", "WITHIN_THRESHOLDS", "SCHEDULE_FLOOR"],
  ],
  [
    "stays under a schedule's ceiling",
    inputs({ ...high, inputs: { window: ceiling } }),
    "hold",
    4,
    ["ABOVE_THRESHOLD", "SCHEDULE_CEILING"],
  ],
];

const blindStart = { step: 1, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 600 };
const crossed = { name: "crossed", targetSize: null, minSize: 8, maxSize: 5 };

rows.push(
  [
    "lets the floor win where floor and ceiling cross, and stays there",
    inputs({ size: 8, inputs: { window: crossed } }),
    "hold",
    8,
    ["WITHIN_THRESHOLDS", "WITHIN_THRESHOLDS"],
  ],
  [
    "never takes the last instance for low load",
    inputs({ ...low, size: 1, policy: { minSize: 0 } }),
    "hold",
    1,
    ["BELOW_THRESHOLD", "BELOW_THRESHOLD", "CLIPPED_TO_MIN"],
  ],
  [
    "does not take an empty memory for agreement",
    inputs({ ...low, policy: { scaleIn: blindStart } }),
    "hold",
    4,
    ["BELOW_THRESHOLD", "BELOW_THRESHOLD", "STABILIZING"],
  ],
  [
    "shrinks when the whole window is remembered and agrees",
    inputs({
      ...low,
      policy: { scaleIn: blindStart },
      memory: {
        recommendations: [
          { atMs: secondsAgo(601), size: 3 },
          { atMs: secondsAgo(599), size: 3 },
        ],
      },
    }),
    "resize",
    3,
    ["BELOW_THRESHOLD", "BELOW_THRESHOLD"],
  ],
);

describe("decide()", () => {
  it.each(rows)("%s", (_name, given, kind, targetSize, codes) => {
    const { decision } = decide(given);
    expect({ kind: decision.kind, targetSize: decision.targetSize }).toEqual({ kind, targetSize });
    expect(decision.reasons.map(({ code }) => code)).toEqual(codes);
  });

  it("follows a scale-in only as far as the whole window agrees", () => {
    const scaleIn = { step: 2, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 600 };
    const recommendations = [
      { atMs: secondsAgo(700), size: 4 },
      { atMs: secondsAgo(500), size: 5 },
    ];
    const given = inputs({ size: 6, ...low, policy: { scaleIn }, memory: { recommendations } });
    const { decision, memory } = decide(given);
    expect(decision).toMatchObject({ kind: "resize", targetSize: 5 });
    expect(decision.reasons.at(-1)).toMatchObject({
      code: "STABILIZING",
      facts: { agreedSize: 5 },
    });
    expect(memory.recommendations).toEqual([...recommendations, { atMs: nowMs, size: 4 }]);
  });

  it("remembers runs of equal recommendations by their first and last only", () => {
    const scaleIn = { step: 1, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 3600 };
    let memory = emptyMemory;
    for (let tick = 0; tick < 100; tick++) {
      const given = inputs({ policy: { scaleIn }, memory });
      memory = decide({ ...given, atMs: nowMs + tick * 5000 }).memory;
    }
    expect(memory.recommendations).toEqual([
      { atMs: nowMs, size: 4 },
      { atMs: nowMs + 99 * 5000, size: 4 },
    ]);
  });

  it("answers the three conditions, each with the reason that decided it", () => {
    const blind = { cpu: metric("cpu", null, "missing"), ram: metric("ram", null, "missing") };
    expect(decide(inputs()).decision.conditions).toEqual({
      ableToScale: { met: true, reason: null },
      scalingActive: { met: true, reason: null },
      scalingLimited: { met: false, reason: null },
    });
    expect(decide(inputs(blind)).decision.conditions.scalingActive.reason).toBe(
      "NO_USABLE_METRICS",
    );
    const limited = decide(inputs({ ...high, memory: { lastScaleOutAtMs: secondsAgo(1) } }));
    expect(limited.decision.conditions.scalingLimited).toEqual({ met: true, reason: "COOLDOWN" });
    const paused = decide(inputs({ policy: { mode: "paused" } })).decision.conditions.ableToScale;
    expect(paused).toEqual({ met: false, reason: "MODE" });
  });

  it("is as sure as its worst covered metric", () => {
    expect(decide(inputs({ cpu: metric("cpu", 60, "partial", 50) })).decision.confidence).toBe(0.5);
    expect(decide(inputs({ inputs: { window: fixed } })).decision.confidence).toBe(1);
  });
});

describe("explain()", () => {
  it.each([
    [
      inputs({ ...high, memory: { lastScaleOutAtMs: secondsAgo(40) } }),
      "Held at 4: CPU 91 % is above 80 %, but the last scale-out was 40 s ago and the cooldown is 300 s.",
    ],
    [inputs(low), "Scaling in from 4 to 3: CPU 20 % is below 40 % and RAM 20 % is below 40 %."],
    [
      inputs({ cpu: metric("cpu", null, "missing"), ram: metric("ram", null, "missing") }),
      "Held at 4: no usable data (CPU, RAM missing).",
    ],
    [
      inputs({ ...high, policy: { mode: "observe" } }),
      "Held at 4: CPU 91 % is above 80 %, but the pool is only observed; it would go to 5.",
    ],
  ])("says it in one sentence", (given, sentence) => {
    expect(explain(decide(given).decision)).toBe(sentence);
  });
});

describe("afterApplied()", () => {
  it("starts the cooldown of its direction only, and nothing is in flight any more", () => {
    const before = { ...emptyMemory, lastScaleInAtMs: 1, inFlight: { targetSize: 5, sinceMs: 2 } };
    expect(afterApplied(before, "out", 9)).toEqual({
      ...before,
      lastScaleOutAtMs: 9,
      inFlight: null,
    });
    expect(afterApplied(before, "in", 9)).toEqual({
      ...before,
      lastScaleInAtMs: 9,
      inFlight: null,
    });
  });
});

describe("explain() of what an agent of another version, or of nobody's good will, reports", () => {
  it.each([
    ["no reasons", [], "Held at 4."],
    ["a reason it does not know", [{ code: "NEWER", facts: {} }], "Held at 4: NEWER."],
    [
      "a reason without its facts",
      [{ code: "NO_USABLE_METRICS", facts: {} }],
      "Held at 4: NO_USABLE_METRICS.",
    ],
    [
      "a name that every object has",
      [{ code: "constructor", facts: {} }],
      "Held at 4: constructor.",
    ],
  ])("does not fail at %s", (_what, reasons, sentence) => {
    const decision = { kind: "hold", currentSize: 4, targetSize: 4, reasons } as never;
    expect(explain(decision)).toBe(sentence);
  });
});
