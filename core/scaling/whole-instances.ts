/**
 * Instances rounded up to whole ones, but for what floating point adds to a whole number: 4.2 / 0.6
 * is 7. Never below 0, and never more than can be told.
 */
export function wholeInstances(instances: number): number {
  return Math.min(Math.max(0, Math.ceil(instances - 1e-9)), Number.MAX_SAFE_INTEGER);
}
