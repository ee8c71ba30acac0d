import type { PoolMemory, PoolPolicy } from "./policy.ts";

/** The longest a config allows. */
const longestIntervalSeconds = 3600;

/**
 * The memory without what was recommended before a gap: nobody knows what would have been since, so
 * that a stabilization window has to be seen anew. Two evaluations in a row may fail, and one may be
 * a minute late; what is longer than that is a gap.
 */
export function memorySinceGap(memory: PoolMemory, policy: PoolPolicy, atMs: number): PoolMemory {
  const newest = memory.recommendations.at(-1);
  const { evaluationIntervalSeconds = longestIntervalSeconds } = policy;
  const longestSeconds = 3 * evaluationIntervalSeconds + 60;
  if (!newest || newest.atMs >= atMs - longestSeconds * 1000) return memory;
  return { ...memory, recommendations: [] };
}
