import { reason } from "../reason.ts";
import { isUsable, metricOf } from "../signal.ts";
import { rulesOf } from "../threshold-policy.ts";
import type { Limit } from "./limit.ts";

/** No scale-in after which the same load on fewer instances would ask for a scale-out at once. */
export const projection: Limit = (wantedSize, { policy, pool, signal }) => {
  if (wantedSize > pool.size) return null;
  const running = signal.runningInstances;
  const left = Math.max(1, running - (pool.size - wantedSize));
  for (const { metric, threshold } of rulesOf(policy)) {
    const seen = metricOf(signal, metric);
    if (!isUsable(seen)) continue;
    const projectedPercent = (seen.mean * running) / left;
    const thresholdPercent = threshold.outAbovePercent;
    if (projectedPercent <= thresholdPercent) continue;
    const facts = { metric, projectedPercent, thresholdPercent, size: wantedSize };
    return { size: pool.size, reason: reason("WOULD_CROSS_OUT", facts) };
  }
  return null;
};
