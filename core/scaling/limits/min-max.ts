import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

/** Min and max, which also bring back a pool that lies outside them. */
export const minMax: Limit = (wantedSize, { policy, pool }) => {
  const { minSize, maxSize } = policy;
  if (wantedSize < minSize) {
    const why =
      pool.size < minSize
        ? reason("BELOW_MIN", { size: pool.size, minSize })
        : reason("CLIPPED_TO_MIN", { wantedSize, minSize });
    return { size: minSize, reason: why };
  }
  if (wantedSize <= maxSize) return null;
  const why =
    pool.size > maxSize
      ? reason("ABOVE_MAX", { size: pool.size, maxSize })
      : reason("CLIPPED_TO_MAX", { wantedSize, maxSize });
  return { size: maxSize, reason: why };
};
