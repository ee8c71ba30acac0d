import { keptSince } from "../kept-since.ts";
import type { PastValues, PolicyMemory, PolicyRule } from "../policy.ts";

/** No policy remembers more evaluations than this, however often it is asked. */
const mostPast = 64;

/**
 * The evaluations a policy of that kind remembers, oldest first: none of another kind or version,
 * and none that a clock that was set back left in the future.
 */
export function pastOf(
  memory: PolicyMemory | null,
  kind: PolicyRule["kind"],
  atMs: number,
): readonly PastValues[] {
  if (memory?.kind !== kind || memory.version !== 1) return [];
  return memory.past.filter((then) => then.atMs < atMs);
}

/**
 * The memory with this evaluation added. Kept are `windowSeconds` and the last one before them;
 * evaluations that follow each other too fast for the memory's bound leave out some between.
 */
export function remembered(
  past: readonly PastValues[],
  now: PastValues,
  { kind, windowSeconds }: { kind: PolicyRule["kind"]; windowSeconds: number },
): PolicyMemory {
  const kept = keptSince(past, now.atMs - windowSeconds * 1000);
  const spacingMs = (windowSeconds * 1000) / (mostPast - 4);
  const newest = kept.at(-1);
  const isDue = !newest || now.atMs - newest.atMs >= spacingMs;
  return { kind, version: 1, past: (isDue ? [...kept, now] : kept).slice(-mostPast) };
}
