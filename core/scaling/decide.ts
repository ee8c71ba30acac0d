import type { Condition, Decided, Decision, DecisionInputs } from "./decision.ts";
import { keptSince } from "./kept-since.ts";
import { remainingShortage } from "./limits/capacity-shortage.ts";
import { completeData } from "./limits/complete-data.ts";
import { cooldown } from "./limits/cooldown.ts";
import { type Limit, limitedBy, ofChanges } from "./limits/limit.ts";
import { observed } from "./limits/observed.ts";
import { oneAtATime } from "./limits/one-at-a-time.ts";
import { paused } from "./limits/paused.ts";
import { stabilization } from "./limits/stabilization.ts";
import { memorySinceGap } from "./memory-since-gap.ts";
import { memoryUntil } from "./memory-until.ts";
import type { Recommendation } from "./policies/recommendation.ts";
import type { PoolMemory } from "./policy.ts";
import type { Reason, ReasonCode } from "./reason.ts";
import { soundMemory } from "./sound-memory.ts";
import { wantedSize } from "./wanted-size.ts";

/**
 * What may forbid a wanted change, in this order; `observed` comes last, so that its reason says
 * what would have been done.
 */
const limits: readonly Limit[] = [
  paused,
  oneAtATime,
  completeData,
  cooldown,
  stabilization,
  observed,
].map(ofChanges);

/**
 * The one decision function of Tidepool: from what is known of a pool to hold or resize. Pure:
 * the same inputs give the same decision, in the agent, in a replay, in a test.
 */
export function decide(given: DecisionInputs): Decided {
  const { policy, atMs } = given;
  const memory = memorySinceGap(memoryUntil(soundMemory(given.memory), atMs), policy, atMs);
  const inputs = memory === given.memory ? given : { ...given, memory };
  const wanted = wantedSize(inputs);
  const allowed = limitedBy(limits, wanted, inputs);
  return {
    decision: decision(allowed, inputs),
    memory: {
      ...memory,
      recommendations: remember(wanted.size, inputs),
      shortage: remainingShortage(memory.shortage, inputs.signal.runningInstances, atMs),
      policy: wanted.memory,
    },
  };
}

/** The memory after OCI took a resize: its direction's cooldown starts, nothing is in flight. */
export function afterApplied(
  memory: PoolMemory,
  direction: "out" | "in",
  atMs: number,
): PoolMemory {
  const started = direction === "out" ? { lastScaleOutAtMs: atMs } : { lastScaleInAtMs: atMs };
  return { ...memory, ...started, inFlight: null };
}

function decision(allowed: Recommendation, inputs: DecisionInputs): Decision {
  const { size: currentSize } = inputs.pool;
  const change = allowed.size - currentSize;
  return {
    kind: change === 0 ? "hold" : "resize",
    direction: change === 0 ? null : change > 0 ? "out" : "in",
    currentSize,
    targetSize: allowed.size,
    reasons: allowed.reasons,
    conditions: {
      ableToScale: ableToScale(inputs),
      scalingActive: scalingActive(allowed.reasons),
      scalingLimited: scalingLimited(allowed.reasons),
    },
    confidence: allowed.confidence,
    atMs: inputs.atMs,
  };
}

function ableToScale(inputs: DecisionInputs): Condition {
  for (const limit of [paused, oneAtATime, observed]) {
    const verdict = limit(inputs.pool.size, inputs);
    if (verdict) return { met: false, reason: verdict.reason.code };
  }
  return { met: true, reason: null };
}

function scalingActive(reasons: readonly Reason[]): Condition {
  const blind = reasons.some(({ code }) => code === "NO_USABLE_METRICS");
  return { met: !blind, reason: blind ? "NO_USABLE_METRICS" : null };
}

const limiting: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "SCHEDULE_CEILING",
  "SCHEDULE_FLOOR",
  "BELOW_MIN",
  "ABOVE_MAX",
  "CLIPPED_TO_MIN",
  "CLIPPED_TO_MAX",
  "STEP_LIMITED",
  "NODE_CEILING",
  "CAPACITY_SHORTAGE",
  "DATA_INCOMPLETE",
  "COOLDOWN",
  "STABILIZING",
  "WOULD_CROSS_OUT",
]);

function scalingLimited(reasons: readonly Reason[]): Condition {
  const last = reasons.findLast(({ code }) => limiting.has(code));
  return { met: last !== undefined, reason: last?.code ?? null };
}

function remember(
  size: number,
  { memory, policy, atMs }: DecisionInputs,
): { atMs: number; size: number }[] {
  const windowSeconds = Math.max(
    policy.scaleOut.stabilizationSeconds,
    policy.scaleIn.stabilizationSeconds,
  );
  if (windowSeconds === 0) return [];
  const kept = keptSince(memory.recommendations, atMs - windowSeconds * 1000);
  // Of equal ones in a row the first and the last say it all, which keeps a long window short.
  const isRun = kept.at(-1)?.size === size && kept.at(-2)?.size === size;
  return [...(isRun ? kept.slice(0, -1) : kept), { atMs, size }];
}
