import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

/** The floor and the ceiling of the open window; where they cross, the floor wins: too many beats too few. */
export const scheduleBounds: Limit = (wantedSize, { window }) => {
  if (!window) return null;
  const { name, floorOf = name, ceilingOf = name } = window;
  const floor = window.minSize ?? 0;
  if (wantedSize < floor) {
    const facts = { schedule: floorOf, minSize: floor };
    return { size: floor, reason: reason("SCHEDULE_FLOOR", facts) };
  }
  const ceiling = window.maxSize ?? Number.POSITIVE_INFINITY;
  const most = Math.max(ceiling, floor);
  if (wantedSize <= most) return null;
  const facts = { schedule: floor > ceiling ? floorOf : ceilingOf, maxSize: most };
  return { size: most, reason: reason("SCHEDULE_CEILING", facts) };
};
