import fc from "fast-check";
import type { DecisionInputs } from "../decision.ts";
import type { DirectionRules, PoolPolicy, WeightedMetric } from "../policy.ts";
import type { Freshness, MetricSignal } from "../signal.ts";
import { inputs, metric, nowMs } from "./inputs.ts";

const secondsAgo = (seconds: number): number => nowMs - seconds * 1000;
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const percent = fc.double({ min: 0, max: 100, noNaN: true });
const sizes = fc.integer({ min: 0, max: 20 });

const anyMetric = (name: string): fc.Arbitrary<MetricSignal> =>
  fc
    .record({
      mean: percent,
      freshness: fc.constantFrom<Freshness[]>("fresh", "fresh", "partial", "stale", "missing"),
      coverage: fc.integer({ min: 1, max: 99 }),
      scope: fc.constantFrom("instance" as const, "instance" as const, "pool" as const),
    })
    .map(({ mean, freshness, coverage, scope }) => {
      const usable = freshness === "fresh" || freshness === "partial";
      const covered = freshness === "partial" ? coverage : usable ? 100 : 0;
      return { ...metric(name, usable ? mean : null, freshness, covered), scope };
    });

const weigh = (name: string, comparison: WeightedMetric["comparison"], weight: number) => ({
  metric: name,
  weight,
  comparison,
  scaleUp: comparison === "less_than" ? 25 : 70,
  scaleDown: comparison === "less_than" ? 70 : 25,
  aggregation: "avg" as const,
  windowSeconds: 300,
});
const rules = fc.constantFrom<PoolPolicy["rule"][]>(
  {
    kind: "threshold",
    rules: [
      { metric: "cpu", outAbove: 80, inBelow: 40 },
      { metric: "ram", outAbove: 60, inBelow: 55 },
    ],
  },
  {
    kind: "target",
    targets: [
      { metric: "cpu", target: 60 },
      { metric: "queue", target: 10 },
    ],
    tolerancePercent: 10,
  },
  {
    kind: "weighted",
    metrics: [
      weigh("cpu", "greater_than", 2),
      weigh("ram", "less_than", 1),
      weigh("queue", "percentage_change", 1),
    ],
  },
  { kind: "sustained_outlier" },
);
const past = fc
  .array(fc.record({ cpu: percent, ram: percent, queue: percent }), { maxLength: 8 })
  .map((values) =>
    values.map((then, index) => ({
      atMs: secondsAgo(60 * (values.length - index)),
      values: then,
      outliers: [] as string[],
    })),
  );
const direction = fc.record({
  step: fc.constantFrom(1, 3, null),
  stepPercent: fc.constantFrom(null, 50),
  cooldownSeconds: fc.constantFrom(0, 300),
  stabilizationSeconds: fc.constantFrom(0, 600),
});
/** As a config resolves it: only a target goes without any step. */
const stepped = (rules: DirectionRules, { kind }: PoolPolicy["rule"]): DirectionRules => {
  const isBounded = kind === "target" || rules.step !== null || rules.stepPercent !== null;
  return isBounded ? rules : { ...rules, step: 1 };
};
const ago = orNull(fc.integer({ min: -100, max: 2000 }).map(secondsAgo));
const bounds = fc.record({
  name: fc.constant("w"),
  targetSize: orNull(sizes),
  minSize: orNull(sizes),
  maxSize: orNull(sizes),
});

/** Whatever may be known of a pool, by each of the policies. */
export const anyInputs: fc.Arbitrary<DecisionInputs> = fc
  .record({
    metrics: fc.tuple(anyMetric("cpu"), anyMetric("ram"), anyMetric("queue")),
    size: sizes,
    booting: fc.constantFrom(0, 0, 2),
    /** Of the size, instances that do not run: they boot, or OCI never gave them. */
    absent: fc.constantFrom(0, 0, 1, 2),
    rule: rules,
    mode: fc.constantFrom(
      "active" as const,
      "active" as const,
      "observe" as const,
      "paused" as const,
    ),
    limits: fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 8, max: 15 })),
    scaleOut: direction,
    scaleIn: direction,
    lastScaleOutAtMs: ago,
    lastScaleInAtMs: ago,
    lifecycle: fc.constantFrom("RUNNING" as const, "RUNNING" as const, "SCALING" as const),
    inFlight: orNull(fc.constant({ targetSize: 5, sinceMs: secondsAgo(5) })),
    recommendations: fc.array(
      fc.record({ atMs: fc.integer({ min: 1, max: 900 }).map(secondsAgo), size: sizes }),
      { maxLength: 5 },
    ),
    shortage: orNull(
      fc.record({
        availableSize: sizes,
        attempts: fc.constant(1),
        retryAtMs: fc.integer({ min: -600, max: 600 }).map(secondsAgo),
      }),
    ),
    past,
    window: orNull(bounds),
    override: orNull(
      fc.record({
        targetSize: sizes,
        reason: fc.constant("launch"),
        expiresAtMs: fc.integer({ min: -600, max: 600 }).map(secondsAgo),
      }),
    ),
    node: orNull(
      fc.record({ maxTotalInstances: fc.integer({ min: 1, max: 30 }), otherInstances: sizes }),
    ),
  })
  .map((g) => {
    const [minSize, maxSize] = g.limits;
    const { mode, rule } = g;
    const [scaleOut, scaleIn] = [stepped(g.scaleOut, rule), stepped(g.scaleIn, rule)];
    const base = inputs({
      size: g.size,
      booting: g.booting,
      running: Math.max(0, g.size - g.absent),
      policy: { mode, rule, scaleOut, scaleIn, minSize, maxSize },
      memory: {
        lastScaleOutAtMs: g.lastScaleOutAtMs,
        lastScaleInAtMs: g.lastScaleInAtMs,
        inFlight: g.inFlight,
        recommendations: g.recommendations.toSorted((a, b) => a.atMs - b.atMs),
        shortage: g.shortage,
        policy: { kind: rule.kind, version: 1, past: g.past },
      },
      inputs: {
        window: g.window,
        override: g.override,
        node: g.node,
        pool: { size: g.size, lifecycle: g.lifecycle },
      },
    });
    return { ...base, signal: { ...base.signal, metrics: g.metrics } };
  });
