import { neededMetricsOf } from "../policy.ts";
import { reason } from "../reason.ts";
import { metricOf } from "../signal.ts";
import type { Limit } from "./limit.ts";

/** Missing data never shrinks a pool: every metric the policy needs must cover enough instances. */
export const completeData: Limit = (wantedSize, { policy, pool, signal }) => {
  if (wantedSize > pool.size) return null;
  const neededPercent = policy.coveragePercentMin;
  for (const metric of neededMetricsOf(policy.rule)) {
    const seen = metricOf(signal, metric);
    const coveragePercent = seen?.coveragePercent ?? 0;
    if (seen?.mean != null && coveragePercent >= neededPercent) continue;
    const freshness = seen?.freshness ?? "missing";
    const facts = { metric, freshness, coveragePercent, neededPercent };
    return { size: pool.size, reason: reason("DATA_INCOMPLETE", facts) };
  }
  return null;
};
