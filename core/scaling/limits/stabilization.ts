import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

/**
 * A change is followed only as far as every recommendation of the window agrees with it: a
 * scale-in goes to the highest of them, a scale-out to the lowest.
 */
export const stabilization: Limit = (wantedSize, { memory, policy, pool, atMs }) => {
  const shrinks = wantedSize < pool.size;
  const windowSeconds = (shrinks ? policy.scaleIn : policy.scaleOut).stabilizationSeconds;
  const startMs = atMs - windowSeconds * 1000;
  const known = memory.recommendations.map(({ size }) => size);
  // What is not remembered did not agree: until the window is full, the present size counts too.
  const isFull = memory.recommendations.some(({ atMs: thenMs }) => thenMs <= startMs);
  const within = memory.recommendations.filter(({ atMs: thenMs }) => thenMs > startMs);
  const sizes = isFull ? within.map(({ size }) => size) : [...known, pool.size];
  const agreed = shrinks ? Math.max(wantedSize, ...sizes) : Math.min(wantedSize, ...sizes);
  if (windowSeconds === 0 || agreed === wantedSize) return null;
  const size = shrinks ? Math.min(agreed, pool.size) : Math.max(agreed, pool.size);
  return { size, reason: reason("STABILIZING", { windowSeconds, agreedSize: size }) };
};
