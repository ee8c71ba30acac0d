import { neededMetricsOf } from "../policy.ts";
import { reason } from "../reason.ts";
import { isUsable, metricOf } from "../signal.ts";
import type { Limit } from "./limit.ts";

/**
 * An empty pool that nothing measures is given an instance: none of its own could ever ask for
 * the first. A usable metric of the pool as a whole says itself what is needed.
 */
export const firstInstance: Limit = (wantedSize, { policy, signal }) => {
  // No policy asks for nothing where there is something.
  if (wantedSize > 0) return null;
  const isMeasured = neededMetricsOf(policy.rule).some((name) => isUsable(metricOf(signal, name)));
  return isMeasured ? null : { size: 1, reason: reason("EMPTY_POOL", { size: 1 }) };
};
