import fc from "fast-check";
import { expect, it } from "vitest";
import { decide } from "./decide.ts";
import { emptyMemory, type PoolMemory } from "./policy.ts";
import { soundMemory } from "./sound-memory.ts";
import { anyInputs } from "./testing/any-inputs.ts";
import { nowMs } from "./testing/inputs.ts";

const full: PoolMemory = {
  lastScaleOutAtMs: nowMs,
  lastScaleInAtMs: nowMs,
  inFlight: { targetSize: 5, sinceMs: nowMs },
  recommendations: [{ atMs: nowMs, size: 4 }],
  shortage: { availableSize: 4, attempts: 1, askedAtMs: null, retryAtMs: nowMs },
  policy: {
    kind: "weighted",
    version: 1,
    past: [{ atMs: nowMs, values: { cpu: 5 }, outliers: ["ram"], runningInstances: 4 }],
  },
};
const parts = Object.keys(full) as (keyof PoolMemory)[];

it("a sound memory is left as it is", () => {
  expect(soundMemory(full)).toBe(full);
  expect(soundMemory(emptyMemory)).toBe(emptyMemory);
  const { askedAtMs: _, ...shortage } = full.shortage as NonNullable<PoolMemory["shortage"]>;
  const older = { ...full, shortage };
  expect(soundMemory(older)).toBe(older);
});

it.each<[keyof PoolMemory, unknown]>([
  ["lastScaleOutAtMs", "yesterday"],
  ["lastScaleInAtMs", undefined],
  ["lastScaleInAtMs", Number.NaN],
  ["inFlight", {}],
  ["inFlight", { targetSize: 5.5, sinceMs: nowMs }],
  ["inFlight", { targetSize: 5, sinceMs: null }],
  ["recommendations", null],
  ["recommendations", [null]],
  ["recommendations", [{ atMs: "now", size: 4 }]],
  ["recommendations", [{ atMs: nowMs, size: -1 }]],
  ["shortage", []],
  ["shortage", { ...full.shortage, availableSize: null }],
  ["shortage", { ...full.shortage, attempts: 0 }],
  ["shortage", { ...full.shortage, askedAtMs: "now" }],
  ["shortage", { ...full.shortage, retryAtMs: undefined }],
  ["policy", "weighted"],
  ["policy", { ...full.policy, kind: "other" }],
  ["policy", { ...full.policy, version: 2 }],
  ["policy", { ...full.policy, past: {} }],
  ["policy", { ...full.policy, past: [{ atMs: nowMs }] }],
  ["policy", { ...full.policy, past: [{ atMs: nowMs, values: { cpu: "5" }, outliers: [] }] }],
  ["policy", { ...full.policy, past: [{ atMs: nowMs, values: [], outliers: [] }] }],
  ["policy", { ...full.policy, past: [{ atMs: nowMs, values: {}, outliers: [1] }] }],
  ["policy", { ...full.policy, past: [{ ...full.policy?.past[0], runningInstances: "4" }] }],
  ["policy", { ...full.policy, past: [{ ...full.policy?.past[0], atMs: null }] }],
])("what is not of its shape is none, and the rest is kept: %s %j", (part, value) => {
  expect(soundMemory({ ...full, [part]: value })).toEqual({ ...full, [part]: emptyMemory[part] });
});

it("no memory at all, or anything else, is an empty one", () => {
  for (const given of [undefined, null, 5, "memory", [], {}]) {
    expect(soundMemory(given)).toEqual(emptyMemory);
  }
});

it("no JSON in a memory, or in a part of one, makes a decision fail", () => {
  const anyPart = fc
    .tuple(fc.constantFrom(...parts), fc.jsonValue())
    .map(([part, value]) => ({ ...full, [part]: value }));
  const anyPolicy = fc
    .tuple(fc.constantFrom("kind", "version", "past"), fc.jsonValue())
    .map(([part, value]) => ({ ...full, policy: { ...full.policy, [part]: value } }));
  const anything = fc.oneof(fc.jsonValue(), anyPart, anyPolicy);
  fc.assert(
    fc.property(anyInputs, anything, (given, memory) => {
      const decided = decide({ ...given, memory: memory as never });
      expect(soundMemory(decided.memory)).toBe(decided.memory);
    }),
    { numRuns: 3000 },
  );
});
