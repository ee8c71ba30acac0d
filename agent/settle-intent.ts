import type { Outcome } from "../core/contract/decision-record.ts";
import type { Doubt, Intent, PoolReading } from "./ports.ts";

/** The doubt of a pass that finds an intent without an outcome. */
export const interrupted: Doubt = {
  code: "INTERRUPTED",
  message: "No answer of OCI arrived, and the pool did not change.",
};

/**
 * What became of a resize whose answer never arrived, from the pool as it is now. The etag tells:
 * with the old one it has not happened; with a new one it happened if the size says so. Someone
 * else may have set that size too: then a cooldown too many is safer than one too few.
 */
export function settledOutcome(intent: Intent, pool: PoolReading, doubt: Doubt): Outcome {
  if (pool.etag === intent.etag) return { kind: "failed", ...doubt };
  if (pool.state.size === intent.toSize) return { kind: "applied" };
  const message = `The pool was changed by someone else before the resize to ${intent.toSize}; its size is ${pool.state.size}.`;
  return { kind: "refused", code: "CHANGED_BY_SOMEONE_ELSE", message };
}

/** What became of a resize of which OCI never said anything. */
export function untold(intent: Intent, pool: PoolReading): Outcome {
  if (pool.etag === intent.etag) return { kind: "failed", ...interrupted };
  if (pool.state.size === intent.toSize) return { kind: "applied" };
  const message = `OCI gave no answer, and the pool was changed since; its size is ${pool.state.size}.`;
  return { kind: "failed", code: interrupted.code, message };
}
