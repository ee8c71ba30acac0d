import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

/** A paused pool is left alone. */
export const paused: Limit = (wantedSize, { policy, pool }) =>
  policy.mode === "paused"
    ? { size: pool.size, reason: reason("MODE", { mode: "paused", wantedSize }) }
    : null;
