import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "./decide.ts";
import type { DecisionInputs } from "./decision.ts";
import { explain } from "./explain.ts";
import { metricsOf, neededMetricsOf, type PoolPolicy } from "./policy.ts";
import type { ReasonCode } from "./reason.ts";
import { anyInputs } from "./testing/any-inputs.ts";
import { metric, nowMs } from "./testing/inputs.ts";

const always = (
  holds: (given: DecisionInputs) => unknown,
  runs: { numRuns: number; seed?: number } = { numRuns: 5000 },
) =>
  fc.assert(
    fc.property(anyInputs, (given) => holds(given) !== false),
    runs,
  );

describe("whatever is known of a pool", () => {
  it("a resize stays within minimum and maximum, or brings back a pool that lies outside", () => {
    always((given) => {
      const { kind, currentSize, targetSize } = decide(given).decision;
      const { minSize, maxSize } = given.policy;
      if (kind === "hold") return targetSize === currentSize;
      if (currentSize < minSize) return targetSize > currentSize && targetSize <= maxSize;
      if (currentSize > maxSize) return targetSize < currentSize && targetSize >= minSize;
      return targetSize >= minSize && targetSize <= maxSize;
    });
  });

  it("missing, stale or thin data never shrinks it, nor an order or a schedule then", () => {
    always((given) => {
      const complete = neededMetricsOf(given.policy.rule).every((name) => {
        const seen = given.signal.metrics.find((m) => m.metric === name);
        return seen && seen.mean !== null && seen.coveragePercent >= 90;
      });
      return complete || decide(given).decision.targetSize >= given.pool.size;
    });
  });

  it("nothing happens inside a cooldown, in flight, paused, observed, or unless RUNNING", () => {
    always((given) => {
      const { decision } = decide(given);
      if (decision.kind === "hold") return true;
      const { memory, policy, pool } = given;
      const within = (sinceMs: number | null, seconds: number) =>
        sinceMs !== null && nowMs - sinceMs < seconds * 1000 && seconds > 0;
      const isResting =
        within(memory.lastScaleOutAtMs, policy.scaleOut.cooldownSeconds) ||
        (decision.direction === "in" &&
          within(memory.lastScaleInAtMs, policy.scaleIn.cooldownSeconds));
      const isFree = policy.mode === "active" && pool.lifecycle === "RUNNING";
      return !isResting && !memory.inFlight && isFree;
    });
  });

  it("it grows beyond neither the node's total nor what OCI can give", () => {
    always((given) => {
      const { direction: way, targetSize } = decide(given).decision;
      if (way !== "out") return;
      const { node, memory } = given;
      if (node)
        expect(targetSize + node.otherInstances).toBeLessThanOrEqual(node.maxTotalInstances);
      if (memory.shortage && nowMs < memory.shortage.retryAtMs) {
        expect(targetSize).toBeLessThanOrEqual(memory.shortage.availableSize);
      }
    });
  });

  it("deciding twice on the same inputs is the same, and inputs are left alone", () => {
    always((given) => {
      const before = JSON.stringify(given);
      const [first, second] = [decide(given), decide(given)].map((made) => JSON.stringify(made));
      return first === second && JSON.stringify(given) === before;
    });
  });

  it("what it remembers is bounded and survives JSON", () => {
    always((given) => {
      const { memory } = decide(given);
      expect(JSON.parse(JSON.stringify(memory))).toEqual(memory);
      expect(memory.policy?.past.length ?? 0).toBeLessThanOrEqual(64);
    });
  });

  it("every decision has reasons, a sentence without gaps, and a confidence from 0 to 1", () => {
    always((given) => {
      const { decision } = decide(given);
      expect(decision.reasons.length).toBeGreaterThan(0);
      expect(explain(decision)).toMatch(/^(Held|Scaling) .+: .+\.$/);
      expect(explain(decision)).not.toMatch(/undefined|NaN|null|[A-Z]+_[A-Z]+/);
      expect(decision.confidence).toBeGreaterThanOrEqual(0);
      expect(decision.confidence).toBeLessThanOrEqual(1);
    });
  });

  it("neither the node's total nor a shortage turns anything else into a scale-in", () => {
    always((any) => {
      const { pool, policy } = any;
      const given: DecisionInputs = {
        ...any,
        pool: { ...pool, lifecycle: "RUNNING" },
        policy: { ...policy, mode: "active" },
        memory: { ...any.memory, inFlight: null, lastScaleInAtMs: null, lastScaleOutAtMs: null },
      };
      if (decide(given).decision.direction !== "in") return true;
      const memory = { ...given.memory, shortage: null };
      return decide({ ...given, node: null, memory }).decision.direction === "in";
    });
  });

  it("a metric that gets worse by breaking never stops a scale-out that another asks for", () => {
    always((given) => {
      const { rule } = given.policy;
      const { direction: way, reasons } = decide(given).decision;
      if (way !== "out") return;
      const asking = reasons.flatMap(({ code, facts }) =>
        asksForOut.includes(code) && "metric" in facts ? [facts.metric] : [],
      );
      const isCounted = rule.kind === "weighted" || rule.kind === "sustained_outlier";
      for (const broken of metricsOf(rule)) {
        if (asking.includes(broken) && (isCounted || asking.length === 1)) continue;
        const metrics = given.signal.metrics.map((m) =>
          m.metric === broken ? metric(broken, null, "missing") : m,
        );
        const other = decide({ ...given, signal: { ...given.signal, metrics } }).decision;
        expect(other.direction, explain(other)).toBe("out");
      }
    });
  });
});

/** What a metric's part in a scale-out is told with. */
const asksForOut: ReasonCode[] = [
  "ABOVE_THRESHOLD",
  "ABOVE_TARGET",
  "LOAD_ON_EMPTY_POOL",
  "WEIGHED_OUT",
  "CHANGED_OUT",
  "SUSTAINED_HIGH",
  "OUTLIER_HIGH",
];

type Remedy = (given: DecisionInputs) => DecisionInputs;
const withMemory =
  (change: Partial<DecisionInputs["memory"]>): Remedy =>
  (given) => ({ ...given, memory: { ...given.memory, ...change } });
const withPolicy =
  (change: (policy: PoolPolicy) => Partial<PoolPolicy>): Remedy =>
  (given) => ({ ...given, policy: { ...given.policy, ...change(given.policy) } });

/** For each reason that forbids or bends: inputs in which its cause is gone. */
const remedies: Partial<Record<ReasonCode, Remedy>> = {
  MODE: withPolicy(() => ({ mode: "active" })),
  POOL_NOT_RUNNING: (given) => ({ ...given, pool: { ...given.pool, lifecycle: "RUNNING" } }),
  RESIZE_IN_FLIGHT: withMemory({ inFlight: null }),
  DATA_INCOMPLETE: (given) => {
    const metrics = given.signal.metrics.map((m) => metric(m.metric, m.mean ?? 0));
    return { ...given, signal: { ...given.signal, metrics } };
  },
  COOLDOWN: withMemory({ lastScaleOutAtMs: null, lastScaleInAtMs: null }),
  STABILIZING: withPolicy(({ scaleOut, scaleIn }) => ({
    scaleOut: { ...scaleOut, stabilizationSeconds: 0 },
    scaleIn: { ...scaleIn, stabilizationSeconds: 0 },
  })),
  NODE_CEILING: (given) => ({ ...given, node: null }),
  CAPACITY_SHORTAGE: withMemory({ shortage: null }),
  ABOVE_MAX: withPolicy(() => ({ maxSize: Number.POSITIVE_INFINITY })),
  CLIPPED_TO_MAX: withPolicy(() => ({ maxSize: Number.POSITIVE_INFINITY })),
  BELOW_MIN: withPolicy(() => ({ minSize: 0 })),
  OVERRIDE: (given) => ({ ...given, override: null }),
  SCHEDULE_FIXED: (given) => ({ ...given, window: null }),
  SCHEDULE_FLOOR: (given) => ({ ...given, window: null }),
  SCHEDULE_CEILING: (given) => ({ ...given, window: null }),
};

describe("reasons explain the result", () => {
  it("without its cause, the last reason is gone and something else is said", () => {
    const seen = new Set<ReasonCode>();
    always(
      (given) => {
        const last = decide(given).decision.reasons.at(-1);
        const remedy = last && remedies[last.code];
        if (!last || !remedy) return;
        seen.add(last.code);
        const after = decide(remedy(given)).decision;
        const codes = after.reasons.map(({ code }) => code);
        expect(
          codes.filter((code) => code === last.code),
          explain(after),
        ).toEqual([]);
        // One seed for the sum: every remedy has to have had its turn.
      },
      { numRuns: 20_000, seed: 7 },
    );
    expect([...seen].toSorted()).toEqual(Object.keys(remedies).toSorted());
  });

  it("a hold that something forbade is a resize once nothing forbids it", () => {
    const vetoes: ReasonCode[] = [
      "MODE",
      "POOL_NOT_RUNNING",
      "RESIZE_IN_FLIGHT",
      "COOLDOWN",
      "STABILIZING",
    ];
    always((given) => {
      const { reasons, kind } = decide(given).decision;
      const forbidden = vetoes.includes(reasons.at(-1)?.code ?? "BELOW_MIN");
      if (kind !== "hold" || !forbidden) return;
      const free = vetoes.reduce((left, code) => remedies[code]?.(left) ?? left, given);
      const { decision } = decide(free);
      const isBlind = decision.reasons.at(-1)?.code === "DATA_INCOMPLETE";
      expect(isBlind || decision.kind === "resize").toBe(true);
    });
  });
});
