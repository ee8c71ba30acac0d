import { everFires } from "../scaling/firings.ts";
import type { Finding } from "./locate.ts";
import type { PoolConfig } from "./node-config.ts";

/** What of a pool's schedules its author probably did not mean; paths begin at the pool. */
export function schedulesWarnings({ schedules, policy }: PoolConfig): Finding[] {
  return schedules.flatMap((schedule, index) => {
    const sizes = {
      target_instances: schedule.targetInstances,
      min_instances: schedule.minInstances,
      max_instances: schedule.maxInstances,
    };
    const ofSizes = Object.entries(sizes).flatMap(([key, size]) => {
      const message = sizeWarning(key, size, policy);
      return message ? [{ path: ["schedules", index, key], message }] : [];
    });
    if (everFires(schedule)) return ofSizes;
    const never = { path: ["schedules", index, "cron"], message: "this schedule never fires" };
    return [...ofSizes, never];
  });
}

function sizeWarning(
  key: string,
  size: number | null,
  { minSize, maxSize }: PoolConfig["policy"],
): string | null {
  if (size === null) return null;
  if (size > maxSize) return `${size} is above the max of ${maxSize}, which wins`;
  if (size < minSize) return `${size} is below the min of ${minSize}, which wins`;
  const isEmptying = size === 0 && key !== "min_instances";
  return isEmptying ? "the pool has no instances while this window is open" : null;
}
