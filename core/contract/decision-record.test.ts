import fc from "fast-check";
import { expect, it } from "vitest";
import { decide } from "../scaling/decide.ts";
import type { DecisionInputs } from "../scaling/decision.ts";
import type { PolicyRule } from "../scaling/policy.ts";
import { openWindow, type Schedule } from "../scaling/schedule.ts";
import { signal } from "../scaling/signal.ts";
import { anyInputs } from "../scaling/testing/any-inputs.ts";
import { metric, nowMs } from "../scaling/testing/inputs.ts";
import { decisionReportSchema, decisionSchema } from "./decision-record.ts";

/** As many metrics as a config may have, with names as long as it allows. */
const names = Array.from({ length: 22 }, (_, n) => `metric_${n}_`.padEnd(63, "x"));
const weighed = { weight: 1, aggregation: "max" as const, windowSeconds: 300 };
const largeRules: PolicyRule[] = [
  { kind: "threshold", rules: names.map((name) => ({ metric: name, outAbove: 80, inBelow: 40 })) },
  {
    kind: "target",
    targets: names.map((name) => ({ metric: name, target: 0.001 })),
    tolerancePercent: 10,
  },
  {
    kind: "weighted",
    metrics: names.slice(0, 20).map((name, n) => {
      const comparison = n % 2 ? "greater_than" : "percentage_change";
      return { metric: name, comparison, scaleUp: 70, scaleDown: 25, ...weighed };
    }),
  },
  { kind: "sustained_outlier" },
];
const longNames = ["a", "b", "c", "d"].map((letter) => ({
  name: letter.repeat(255),
  opens: { kind: "cron" as const, expression: "* * * * *", durationMinutes: 60 },
  timezone: "UTC",
}));
const long = (change: Pick<Schedule, "targetInstances" | "minInstances" | "maxInstances">) =>
  longNames.map((schedule): Schedule => ({ ...schedule, ...change }));
const windows = [
  long({ targetInstances: 5, minInstances: null, maxInstances: null }),
  long({ targetInstances: null, minInstances: 8, maxInstances: null }),
  long({ targetInstances: null, minInstances: null, maxInstances: 0 }),
].map((schedules) => openWindow(schedules, nowMs));

const oneStep = { step: 1, stepPercent: null, cooldownSeconds: 0, stabilizationSeconds: 0 };
const value = fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { nil: null });
const largeInputs: fc.Arbitrary<DecisionInputs> = fc
  .tuple(
    anyInputs,
    fc.constantFrom(...largeRules),
    fc.constantFrom(null, ...windows),
    fc.array(value, { minLength: names.length, maxLength: names.length }),
  )
  .map(([given, rule, window, values]) => {
    const metrics = names.map((name, n) => {
      const mean = values[n] ?? null;
      return metric(name, mean, mean === null ? "missing" : "fresh");
    });
    const past = [400, 300, 60].map((seconds) => ({
      atMs: nowMs - seconds * 1000,
      values: Object.fromEntries(names.map((name) => [name, 1e-9])),
      outliers: [],
    }));
    return {
      ...given,
      window,
      override: given.override && { ...given.override, reason: "r".repeat(500) },
      policy: { ...given.policy, rule, scaleOut: oneStep, scaleIn: oneStep },
      memory: { ...given.memory, policy: { kind: rule.kind, version: 1, past } },
      signal: { ...given.signal, metrics: [...given.signal.metrics.slice(0, 2), ...metrics] },
    };
  });

it("takes every decision, of any policy, with whatever it was made from", () => {
  fc.assert(
    fc.property(fc.oneof(anyInputs, largeInputs), (inputs) => {
      const { decision, memory } = decide(inputs);
      expect(decisionSchema.parse(decision)).toEqual(decision);
      const report = {
        kind: "decision",
        id: "0d7b4c1e-5a55-4c0e-9d41-3b1f5f9c9a10",
        oraclePoolId: "ocid1.instancepool.oc1..web",
        poolName: "web",
        configRevision: 1,
        decision,
        // What this evaluation leaves is what the next one is reported with.
        inputs: { ...inputs, memory },
      };
      expect(decisionReportSchema.parse(report)).toEqual(report);
      const text = JSON.parse(JSON.stringify({ ...report, inputs }));
      expect(decisionReportSchema.safeParse(text).error).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
});

it("takes every decision on whatever is measured", () => {
  const instances = ["a", "b"].map((id) => ({ id, state: "running" as const, createdAtMs: 0 }));
  const metrics = ["cpu", "ram", ...names];
  const sample = fc.record({
    instanceId: fc.constantFrom("a", "b", null),
    metric: fc.constantFrom(...metrics.slice(0, 4)),
    atMs: fc.oneof(fc.constant(nowMs), fc.constant(nowMs + 1000), fc.double()),
    value: fc.oneof(fc.double(), fc.constantFrom(1e308, -1e308, 1e18, 5e-324)),
  });
  const tiny: PolicyRule = {
    kind: "target",
    targets: names.map((name) => ({ metric: name, target: 5e-324 })),
    tolerancePercent: 0,
  };
  const rule = fc.constantFrom(...largeRules, tiny);
  fc.assert(
    fc.property(largeInputs, rule, fc.array(sample, { maxLength: 12 }), (given, asked, samples) => {
      const seen = signal(samples, instances, { metrics, freshForSeconds: 300, atMs: nowMs });
      const policy = { ...given.policy, rule: asked };
      const past = (given.memory.policy?.past ?? []).map((then) => ({
        ...then,
        values: Object.fromEntries(names.map((name) => [name, 5e-324])),
      }));
      const memory = { ...given.memory, policy: { kind: asked.kind, version: 1 as const, past } };
      const { decision } = decide({ ...given, policy, memory, signal: seen });
      const told = JSON.parse(JSON.stringify(decision));
      expect(decisionSchema.parse(told)).toEqual(told);
    }),
    { numRuns: 1000 },
  );
});
