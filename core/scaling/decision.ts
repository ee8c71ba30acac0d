import type { NodeCeiling, Override, PoolMemory, PoolPolicy, PoolState } from "./policy.ts";
import type { Reason, ReasonCode } from "./reason.ts";
import type { ScheduleWindow } from "./schedule.ts";
import type { Signal } from "./signal.ts";

/** All that a decision depends on; stored with it, so that it can be replayed. */
export interface DecisionInputs {
  signal: Signal;
  /** A person's order; null where there is none. One that has expired counts for nothing. */
  override: Override | null;
  window: ScheduleWindow | null;
  pool: PoolState;
  policy: PoolPolicy;
  /** Null where the node's total is not bounded. */
  node: NodeCeiling | null;
  memory: PoolMemory;
  atMs: number;
}

/** One of the three questions of a decision, answered, with the reason that decided it. */
export interface Condition {
  met: boolean;
  reason: ReasonCode | null;
}

/** Hold or resize, with everything that led there. A hold's target is the current size. */
export interface Decision {
  kind: "hold" | "resize";
  direction: "out" | "in" | null;
  currentSize: number;
  targetSize: number;
  /** In the order of the reasoning: what was wanted first, what limited it after. */
  reasons: Reason[];
  conditions: {
    /** The pool could be resized now: automation acts, the pool runs, nothing is in flight. */
    ableToScale: Condition;
    /** Something says what size is right: usable metrics, or a schedule. */
    scalingActive: Condition;
    /** A limit changed what was wanted. */
    scalingLimited: Condition;
  };
  /** 0 to 1: coverage and evidence behind what was wanted; 1 where an order or a schedule decided. */
  confidence: number;
  atMs: number;
}

/** A decision, and the memory that the pool's next cycle starts from. */
export interface Decided {
  decision: Decision;
  memory: PoolMemory;
}
