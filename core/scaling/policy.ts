/** When a metric asks for more instances and when for fewer, in percent. */
export interface Threshold {
  outAbovePercent: number;
  inBelowPercent: number;
}

/** How one direction moves: its step in instances, and its rest after an action. */
export interface DirectionRules {
  step: number;
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
  cpu: Threshold;
  /** Null where the pool has no RAM rule. */
  ram: Threshold | null;
  scaleOut: DirectionRules;
  scaleIn: DirectionRules;
  /** Share of running instances whose data must be fresh before the pool may shrink. */
  coveragePercentMin: number;
  /** How old an instance's newest value may be and still count as fresh. */
  freshForSeconds: number;
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

/** What a pool's earlier cycles leave to the next; the agent's journal keeps it. */
export interface PoolMemory {
  lastScaleOutAtMs: number | null;
  lastScaleInAtMs: number | null;
  /** A resize whose outcome is not known yet. */
  inFlight: { targetSize: number; sinceMs: number } | null;
  /** Recommended sizes, oldest first, as far back as the longest stabilization window. */
  recommendations: { atMs: number; size: number }[];
}

/** The memory of a pool that has never been seen. */
export const emptyMemory: PoolMemory = {
  lastScaleOutAtMs: null,
  lastScaleInAtMs: null,
  inFlight: null,
  recommendations: [],
};
