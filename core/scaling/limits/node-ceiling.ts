import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

/** No growth beyond what the node may run in all its pools; it never shrinks a pool by itself. */
export const nodeCeiling: Limit = (wantedSize, { node, pool }) => {
  if (!node || wantedSize <= pool.size) return null;
  const { maxTotalInstances, otherInstances } = node;
  const size = Math.max(pool.size, Math.min(wantedSize, maxTotalInstances - otherInstances));
  if (size === wantedSize) return null;
  const facts = { wantedSize, otherInstances, maxTotalInstances };
  return { size, reason: reason("NODE_CEILING", facts) };
};
