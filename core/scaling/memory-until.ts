import { waitSecondsAfter } from "./limits/capacity-shortage.ts";
import type { PoolMemory } from "./policy.ts";

/**
 * The memory as it is to be read at an instant. What lies ahead of it was noted before the clock
 * was set back, and counts as of this moment; a shortage's wait begins anew at most. What policies
 * saw is not moved: pastOf() leaves out what lies ahead.
 */
export function memoryUntil(memory: PoolMemory, atMs: number): PoolMemory {
  if (!reachesBeyond(memory, atMs)) return memory;
  const { lastScaleOutAtMs, lastScaleInAtMs, inFlight, recommendations, shortage } = memory;
  return {
    ...memory,
    lastScaleOutAtMs: lastScaleOutAtMs && Math.min(lastScaleOutAtMs, atMs),
    lastScaleInAtMs: lastScaleInAtMs && Math.min(lastScaleInAtMs, atMs),
    inFlight: inFlight && { ...inFlight, sinceMs: Math.min(inFlight.sinceMs, atMs) },
    recommendations: recommendations.map((r) => ({ ...r, atMs: Math.min(r.atMs, atMs) })),
    shortage: shortage && {
      ...shortage,
      askedAtMs: shortage.askedAtMs && Math.min(shortage.askedAtMs, atMs),
      retryAtMs: Math.min(shortage.retryAtMs, latestRetryMs(shortage.attempts, atMs)),
    },
  };
}

function reachesBeyond(memory: PoolMemory, atMs: number): boolean {
  const { lastScaleOutAtMs, lastScaleInAtMs, inFlight, recommendations, shortage } = memory;
  return (
    isAhead(lastScaleOutAtMs, atMs) ||
    isAhead(lastScaleInAtMs, atMs) ||
    (inFlight !== null && inFlight.sinceMs > atMs) ||
    (recommendations.length > 0 && recommendations.some((r) => r.atMs > atMs)) ||
    (shortage !== null && shortage.retryAtMs > latestRetryMs(shortage.attempts, atMs))
  );
}

function isAhead(thenMs: number | null, atMs: number): boolean {
  return thenMs !== null && thenMs > atMs;
}

function latestRetryMs(attempts: number, atMs: number): number {
  return atMs + waitSecondsAfter(attempts) * 1000;
}
