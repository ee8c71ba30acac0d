import { expect, it } from "vitest";
import { decide } from "./decide.ts";
import { memoryUntil } from "./memory-until.ts";
import { emptyMemory, type PoolMemory } from "./policy.ts";
import { inputs, metric, nowMs } from "./testing/inputs.ts";

const aheadMs = nowMs + 3_600_000;
const ahead: PoolMemory = {
  ...emptyMemory,
  lastScaleOutAtMs: aheadMs,
  lastScaleInAtMs: nowMs - 1000,
  inFlight: { targetSize: 5, sinceMs: aheadMs },
  recommendations: [
    { atMs: nowMs - 60_000, size: 4 },
    { atMs: aheadMs, size: 3 },
  ],
  shortage: { availableSize: 4, attempts: 2, askedAtMs: aheadMs, retryAtMs: aheadMs + 600_000 },
};

it("what lies ahead counts as of this moment, and what does not is left alone", () => {
  expect(memoryUntil(ahead, nowMs)).toEqual({
    ...emptyMemory,
    lastScaleOutAtMs: nowMs,
    lastScaleInAtMs: nowMs - 1000,
    inFlight: { targetSize: 5, sinceMs: nowMs },
    recommendations: [
      { atMs: nowMs - 60_000, size: 4 },
      { atMs: nowMs, size: 3 },
    ],
    shortage: { availableSize: 4, attempts: 2, askedAtMs: nowMs, retryAtMs: nowMs + 600_000 },
  });
  expect(memoryUntil(ahead, aheadMs)).toBe(ahead);
});

it.each<Partial<PoolMemory>>([
  { lastScaleOutAtMs: aheadMs },
  { lastScaleInAtMs: aheadMs },
  { inFlight: ahead.inFlight },
  { recommendations: ahead.recommendations },
  { shortage: ahead.shortage },
])("each alone is seen: %j", (change) => {
  const memory = { ...emptyMemory, ...change };
  expect(memoryUntil(memory, nowMs)).not.toEqual(memory);
});

it("a cooldown lasts its own time from the moment the clock was set back", () => {
  const high = { cpu: metric("cpu", 95) };
  const { decision, memory } = decide(inputs({ ...high, memory: { lastScaleOutAtMs: aheadMs } }));
  expect(decision.reasons.at(-1)?.code).toBe("COOLDOWN");
  const later = inputs({ ...high, memory, inputs: { atMs: nowMs + 300_000 } });
  expect(decide(later).decision.direction).toBe("out");
});

it("recommendations of a clock that was set back do not agree in advance", () => {
  const scaleIn = { step: 1, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 300 };
  const recommendations = [{ atMs: aheadMs, size: 4 }];
  const low = { cpu: metric("cpu", 20), ram: metric("ram", 20), policy: { scaleIn } };
  const { decision, memory } = decide(inputs({ ...low, memory: { recommendations } }));
  expect(decision.kind).toBe("hold");
  const later = inputs({ ...low, memory, inputs: { atMs: nowMs + 300_000 } });
  expect(decide(later).decision.targetSize).toBe(3);
});
