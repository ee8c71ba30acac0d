import type { PoolConfig } from "../core/config/node-config.ts";
import type { Decision } from "../core/scaling/decision.ts";
import { explain } from "../core/scaling/explain.ts";
import type { ReplaySummary } from "../core/scaling/replay.ts";

/** What a replay says: a line for each tick, then what it comes to. */
export interface Report {
  lines: object[];
  summary: object;
  /** The same figures for a pool that always has its maximum; null in an open loop. */
  fixedAtMax: ReplaySummary | null;
  notes: string[];
}

/** A decision as a line of JSON has it, with its sentence. */
export function reportedDecision(decision: Decision): object {
  const { kind, direction, currentSize, targetSize, reasons, conditions, confidence } = decision;
  const sentence = explain(decision, kind === "resize" ? "applied" : null);
  return { kind, direction, currentSize, targetSize, reasons, conditions, confidence, sentence };
}

/** What a reader of the figures has to know of the pool. */
export function poolNotes({ policy, name }: PoolConfig, initialSize: number): string[] {
  const { mode, minSize, maxSize } = policy;
  const isInside = initialSize >= minSize && initialSize <= maxSize;
  const outside = `The pool starts at ${initialSize}, outside its limits of ${minSize} to ${maxSize}, and the figures include its way back; --initial N starts it elsewhere.`;
  const inactive = `"${name}" is ${mode}; it is replayed as if it were active.`;
  return [...(isInside ? [] : [outside]), ...(mode === "active" ? [] : [inactive])];
}

/** A time as a line of JSON has it. */
export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
