import type { DecisionInputs } from "../decision.ts";
import { keptSince } from "../kept-since.ts";
import { type Reason, reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

/**
 * A change is followed only as far as every recommendation of the window agrees with it: a
 * scale-in goes to the highest of them, a scale-out to the lowest. Min and max bound what they
 * say: a pool that lies outside is brought back to the nearest of the two at once.
 */
export const stabilization: Limit = (wantedSize, inputs) => {
  const { policy, pool } = inputs;
  const shrinks = wantedSize < pool.size;
  const windowSeconds = (shrinks ? policy.scaleIn : policy.scaleOut).stabilizationSeconds;
  if (windowSeconds === 0) return null;
  const sizes = sizesSince(inputs.atMs - windowSeconds * 1000, inputs);
  const agreed = shrinks
    ? Math.min(pool.size, Math.max(...sizes))
    : Math.max(pool.size, Math.min(...sizes));
  const { size, why } = broughtBack(agreed, inputs);
  if (shrinks ? size <= wantedSize : size >= wantedSize) return null;
  return { size, reason: why ?? reason("STABILIZING", { windowSeconds, agreedSize: size }) };
};

/**
 * A recommendation holds until the next one, so that the last before the window is the window's
 * first. What is not remembered did not agree: until the window is full, the present size counts.
 */
function sizesSince(startMs: number, { memory, pool }: DecisionInputs): number[] {
  const kept = keptSince(memory.recommendations, startMs);
  const isFull = kept[0] !== undefined && kept[0].atMs <= startMs;
  const sizes = kept.map(({ size }) => size);
  return isFull ? sizes : [...sizes, pool.size];
}

function broughtBack(
  size: number,
  { policy: { minSize, maxSize }, pool }: DecisionInputs,
): { size: number; why: Reason | null } {
  if (size > maxSize) {
    return { size: maxSize, why: reason("ABOVE_MAX", { size: pool.size, maxSize }) };
  }
  if (size < minSize) {
    return { size: minSize, why: reason("BELOW_MIN", { size: pool.size, minSize }) };
  }
  return { size, why: null };
}
