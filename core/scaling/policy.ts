/** When a metric asks for more instances and when for fewer, in the metric's own unit. */
export interface Threshold {
  outAbove: number;
  inBelow: number;
}

/** A threshold and the metric it is for: `cpu` and `ram` in percent, any other as its query says. */
export interface MetricRule extends Threshold {
  metric: string;
}

/** A value to be held: one instance's share of the metric, in the metric's own unit. */
export interface MetricTarget {
  metric: string;
  target: number;
}

/** How a weighted metric is compared with its `scaleUp` and `scaleDown` (docs/config.md). */
export type Comparison = "greater_than" | "less_than" | "percentage_change";

/** One metric of a weighted policy. */
export interface WeightedMetric {
  metric: string;
  /** Its share of the score; only its ratio to the other weights counts. */
  weight: number;
  comparison: Comparison;
  scaleUp: number;
  scaleDown: number;
  aggregation: "avg" | "max";
  /** How far back `percentage_change` looks. */
  windowSeconds: number;
}

/** What turns a signal into a wanted size; each kind is a file of `policies/`. */
export type PolicyRule =
  | { kind: "threshold"; rules: MetricRule[] }
  | { kind: "target"; targets: MetricTarget[]; tolerancePercent: number }
  | { kind: "weighted"; metrics: WeightedMetric[] }
  | { kind: "sustained_outlier" };

/** CPU or RAM above it for long asks for more, by a sustained_outlier policy (docs/config.md). */
export const sustainedOutAbovePercent = 90;

/** The metrics a sustained_outlier policy reads, with the points of each one's vote (docs/config.md). */
export const outlierPoints: Readonly<Record<string, number>> = {
  cpu: 2,
  ram: 2,
  network_in: 1,
  network_out: 1,
};

/** How one direction moves: its step, and its rest after an action. */
export interface DirectionRules {
  /** Instances at a time; null where only `stepPercent`, or nothing, bounds the step. */
  step: number | null;
  /** Percent of the present size at a time, rounded down, 1 at least; the larger step counts. */
  stepPercent: number | null;
  /** After an action in this direction, no further one for so long. */
  cooldownSeconds: number;
  /** The recommendation has to hold for so long before it is followed; 0 follows at once. */
  stabilizationSeconds: number;
}

/** `active` acts, `observe` decides and reports but does not act, `paused` holds. */
export type Mode = "active" | "observe" | "paused";

/** The rules of one pool, resolved from its config: every default is filled in. */
export interface PoolPolicy {
  mode: Mode;
  minSize: number;
  maxSize: number;
  rule: PolicyRule;
  scaleOut: DirectionRules;
  scaleIn: DirectionRules;
  /** Share of running instances whose data must be fresh before the pool may shrink. */
  coveragePercentMin: number;
  /** How old an instance's newest value may be and still count as fresh. */
  freshForSeconds: number;
  /** From one evaluation to the next; absent in an older version's inputs. */
  evaluationIntervalSeconds?: number | undefined;
}

/** OCI's own states of an instance pool; a resize is possible in RUNNING only. */
export type PoolLifecycle =
  | "PROVISIONING"
  | "SCALING"
  | "STARTING"
  | "RUNNING"
  | "STOPPING"
  | "STOPPED"
  | "TERMINATING"
  | "TERMINATED";

/** The pool as OCI describes it when the cycle starts. `size` is what was asked for. */
export interface PoolState {
  size: number;
  lifecycle: PoolLifecycle;
}

/** A person's temporary order for a pool: this size, whatever metrics and schedules say. */
export interface Override {
  targetSize: number;
  reason: string;
  expiresAtMs: number;
}

/** What a node may run in all its pools together, and what its other pools have or were asked for. */
export interface NodeCeiling {
  maxTotalInstances: number;
  otherInstances: number;
}

/** OCI could not give more: what the pool can have, and when asking for more is due again. */
export interface Shortage {
  availableSize: number;
  /** How many requests in a row OCI fell short of; each doubles the wait. */
  attempts: number;
  /** Of the last of these; null where it was not this agent's, absent in an older one's memory. */
  askedAtMs?: number | null | undefined;
  retryAtMs: number;
}

/** The values of one evaluation, as a policy that looks back remembers them. */
export interface PastValues {
  atMs: number;
  values: { [metric: string]: number };
  /** The metrics whose value stood out; they are left out of later quartiles. */
  outliers: string[];
  /** Absent where nothing asks for it, and in an older version's memory. */
  runningInstances?: number | undefined;
}

/** What a policy learnt. Another kind, or version, starts anew. */
export interface PolicyMemory {
  kind: PolicyRule["kind"];
  version: 1;
  past: PastValues[];
}

/** What a pool's earlier cycles leave to the next; the agent's journal keeps it. */
export interface PoolMemory {
  lastScaleOutAtMs: number | null;
  lastScaleInAtMs: number | null;
  /** A resize whose outcome is not known yet. */
  inFlight: { targetSize: number; sinceMs: number } | null;
  /** Recommended sizes, oldest first, as far back as the longest stabilization window. */
  recommendations: { atMs: number; size: number }[];
  shortage: Shortage | null;
  policy: PolicyMemory | null;
}

/** The memory of a pool that has never been seen. */
export const emptyMemory: PoolMemory = {
  lastScaleOutAtMs: null,
  lastScaleInAtMs: null,
  inFlight: null,
  recommendations: [],
  shortage: null,
  policy: null,
};

/** The metrics a rule reads, in the order of the config. */
export function metricsOf(rule: PolicyRule): string[] {
  switch (rule.kind) {
    case "threshold":
      return rule.rules.map(({ metric }) => metric);
    case "target":
      return rule.targets.map(({ metric }) => metric);
    case "weighted":
      return rule.metrics.map(({ metric }) => metric);
    case "sustained_outlier":
      return Object.keys(outlierPoints);
  }
}

/** The metrics without which a rule may not shrink a pool: all of them, but for network votes. */
export function neededMetricsOf(rule: PolicyRule): string[] {
  return rule.kind === "sustained_outlier" ? ["cpu", "ram"] : metricsOf(rule);
}

/**
 * How many instances a direction may move a pool of that size at a time; 18.4 % of 375 is 69,
 * whatever floating point makes of it.
 */
export function stepOf({ step, stepPercent }: DirectionRules, size: number): number {
  if (step === null && stepPercent === null) return Number.POSITIVE_INFINITY;
  const share =
    stepPercent === null ? 0 : Math.max(1, Math.floor((size * stepPercent) / 100 + 1e-9));
  return Math.max(step ?? 0, share);
}
