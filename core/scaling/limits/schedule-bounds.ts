import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

/** The floor and the ceiling of the open window; where they cross, the floor wins: too many beats too few. */
export const scheduleBounds: Limit = (wantedSize, { window }) => {
  if (!window) return null;
  const floor = window.minSize ?? 0;
  if (wantedSize < floor) {
    const facts = { schedule: window.name, minSize: floor };
    return { size: floor, reason: reason("SCHEDULE_FLOOR", facts) };
  }
  const most = Math.max(window.maxSize ?? Number.POSITIVE_INFINITY, floor);
  if (wantedSize <= most) return null;
  const facts = { schedule: window.name, maxSize: most };
  return { size: most, reason: reason("SCHEDULE_CEILING", facts) };
};
