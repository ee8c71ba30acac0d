import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

/** An observed pool is not touched; its reason says what would have been done. */
export const observed: Limit = (wantedSize, { policy, pool }) =>
  policy.mode === "observe"
    ? { size: pool.size, reason: reason("MODE", { mode: "observe", wantedSize }) }
    : null;
