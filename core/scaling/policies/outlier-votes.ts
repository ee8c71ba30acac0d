import { isAbove, isBelow } from "../beyond.ts";
import { outlierPoints, type PastValues } from "../policy.ts";
import { type Reason, reason } from "../reason.ts";

/** Quartiles of fewer earlier values mean nothing. */
const neededValues = 4;
/** Values that hardly move have quartiles that lie together; less than this of the median is no outlier. */
const leastShareOfMedian = 0.1;
/** Of an idle pool's CPU or RAM a tenth is nothing: less than one percentage point is noise. */
const leastMargins: Readonly<Record<string, number>> = { cpu: 1, ram: 1 };

export interface OutlierVote {
  metric: string;
  direction: "out" | "in";
  points: number;
  reason: Reason;
}

/**
 * The metrics whose present value lies more than 1.5 interquartile ranges outside the quartiles of
 * their past (Tukey's fences), earlier outliers left out; none for a metric with fewer than four
 * earlier values. Of a metric in `shared`, which instances have parts in, the value must stand out
 * as well from what the same load would have been on as many instances as run now: a resize is no
 * outlier.
 */
export function outlierVotes(
  past: readonly PastValues[],
  now: PastValues,
  shared: ReadonlySet<string>,
): OutlierVote[] {
  return Object.entries(outlierPoints).flatMap(([metric, points]): OutlierVote[] => {
    const value = now.values[metric];
    const earlier = past.flatMap((then) => {
      const seen = then.outliers.includes(metric) ? undefined : then.values[metric];
      return seen === undefined ? [] : { seen, onAsMany: seen * crowding(then, now) };
    });
    if (value === undefined || earlier.length < neededValues) return [];
    const least = leastMargins[metric] ?? 0;
    let { lowest, highest } = fences(
      earlier.map(({ seen }) => seen),
      least,
    );
    if (shared.has(metric)) {
      const same = fences(
        earlier.map(({ onAsMany }) => onAsMany),
        least,
      );
      lowest = Math.min(lowest, same.lowest);
      highest = Math.max(highest, same.highest);
    }
    const facts = { metric, value, points };
    if (isAbove(value, highest)) {
      return [
        { metric, direction: "out", points, reason: reason("OUTLIER_HIGH", { ...facts, highest }) },
      ];
    }
    if (isBelow(value, lowest)) {
      return [
        { metric, direction: "in", points, reason: reason("OUTLIER_LOW", { ...facts, lowest }) },
      ];
    }
    return [];
  });
}

/** By how much one instance's share of a load is larger now than it was then. */
function crowding(then: PastValues, now: PastValues): number {
  const { runningInstances: before } = then;
  const { runningInstances: present } = now;
  return before && present ? before / present : 1;
}

function fences(values: readonly number[], leastMargin: number) {
  const ascending = values.toSorted((a, b) => a - b);
  const q1 = quantile(ascending, 0.25);
  const q3 = quantile(ascending, 0.75);
  const least = Math.abs(quantile(ascending, 0.5)) * leastShareOfMedian;
  const margin = Math.max(1.5 * (q3 - q1), least, leastMargin);
  return { lowest: q1 - margin, highest: q3 + margin };
}

/** Linear between the two nearest values, as numpy and R's type 7 do. */
function quantile(ascending: readonly number[], share: number): number {
  const place = (ascending.length - 1) * share;
  const below = Math.floor(place);
  const low = ascending[below] ?? 0;
  const high = ascending[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - below);
}
