import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

/** One resize at a time: none while OCI works on the pool or an earlier outcome is unknown. */
export const oneAtATime: Limit = (_wantedSize, { memory, pool, atMs }) => {
  if (memory.inFlight) {
    const ageSeconds = (atMs - memory.inFlight.sinceMs) / 1000;
    const facts = { targetSize: memory.inFlight.targetSize, ageSeconds };
    return { size: pool.size, reason: reason("RESIZE_IN_FLIGHT", facts) };
  }
  return pool.lifecycle === "RUNNING"
    ? null
    : { size: pool.size, reason: reason("POOL_NOT_RUNNING", { lifecycle: pool.lifecycle }) };
};
