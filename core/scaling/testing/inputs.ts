import type { DecisionInputs } from "../decision.ts";
import { emptyMemory, type PoolMemory, type PoolPolicy } from "../policy.ts";
import type { Freshness, MetricSignal } from "../signal.ts";

export const nowMs = Date.UTC(2026, 10, 20, 12);

/** A metric as signal() would see it; fresh of all instances unless told otherwise. */
export function metric(
  name: string,
  mean: number | null,
  freshness: Freshness = "fresh",
  coveragePercent = freshness === "fresh" ? 100 : 0,
): MetricSignal {
  const newestAtMs = nowMs - 30_000;
  return {
    metric: name,
    scope: "instance",
    freshness,
    coveragePercent,
    mean,
    max: mean,
    newestAtMs,
  };
}

export const policy: PoolPolicy = {
  mode: "active",
  minSize: 2,
  maxSize: 10,
  rule: {
    kind: "threshold",
    rules: [
      { metric: "cpu", outAbove: 80, inBelow: 40 },
      { metric: "ram", outAbove: 80, inBelow: 40 },
    ],
  },
  scaleOut: { step: 1, stepPercent: null, cooldownSeconds: 300, stabilizationSeconds: 0 },
  scaleIn: { step: 1, stepPercent: null, cooldownSeconds: 900, stabilizationSeconds: 0 },
  coveragePercentMin: 90,
  freshForSeconds: 300,
};

interface Wishes {
  cpu?: MetricSignal;
  ram?: MetricSignal;
  /** Further metrics, beside CPU and RAM. */
  metrics?: MetricSignal[];
  booting?: number;
  size?: number;
  running?: number;
  policy?: Partial<PoolPolicy>;
  memory?: Partial<PoolMemory>;
  inputs?: Partial<DecisionInputs>;
}

/** The inputs of a healthy pool of four at rest, with what a test wants changed. */
export function inputs(wishes: Wishes = {}): DecisionInputs {
  const size = wishes.size ?? 4;
  return {
    signal: {
      atMs: nowMs,
      runningInstances: wishes.running ?? size,
      bootingInstances: wishes.booting ?? 0,
      warmingInstances: 0,
      metrics: [
        wishes.cpu ?? metric("cpu", 60),
        wishes.ram ?? metric("ram", 60),
        ...(wishes.metrics ?? []),
      ],
    },
    override: null,
    window: null,
    pool: { size, lifecycle: "RUNNING" },
    policy: { ...policy, ...wishes.policy },
    node: null,
    memory: { ...emptyMemory, ...wishes.memory },
    atMs: nowMs,
    ...wishes.inputs,
  };
}
