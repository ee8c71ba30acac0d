const firstMs = 1_000;
const longestMs = 30_000;

/**
 * How long to wait before the next try: doubles from 1 s to 30 s, less up to half of it, so that
 * pages that lost the hub together do not come back together. `random` is 0 up to 1.
 */
export function backoffMs(failedTries: number, random: number): number {
  const ceilingMs = Math.min(longestMs, firstMs * 2 ** Math.min(failedTries, 10));
  return Math.max(firstMs, Math.round(ceilingMs * (1 - random / 2)));
}
