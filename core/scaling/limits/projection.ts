import { outThresholdsOf } from "../policy.ts";
import { reason } from "../reason.ts";
import { isUsable, metricOf } from "../signal.ts";
import type { Limit } from "./limit.ts";

/**
 * No scale-in of the policy's after which the same load on fewer instances would ask for a
 * scale-out at once. Orders, schedules and a maximum do not ask metrics.
 */
export const projection: Limit = (wantedSize, { policy, pool, signal }) => {
  if (wantedSize >= pool.size) return null;
  const running = signal.runningInstances;
  const left = Math.max(1, running - (pool.size - wantedSize));
  for (const { metric, outAbove } of outThresholdsOf(policy.rule)) {
    const seen = metricOf(signal, metric);
    // What is measured of the pool as a whole does not grow when there are fewer instances.
    if (!isUsable(seen) || seen.scope === "pool") continue;
    const projected = (seen.mean * running) / left;
    if (projected <= outAbove) continue;
    const facts = { metric, projected, threshold: outAbove, size: wantedSize };
    return { size: pool.size, reason: reason("WOULD_CROSS_OUT", facts) };
  }
  return null;
};
