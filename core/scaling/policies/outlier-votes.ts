import { outlierPoints, type PastValues } from "../policy.ts";
import { type Reason, reason } from "../reason.ts";

/** Quartiles of fewer earlier values mean nothing. */
const neededValues = 4;
/** Values that hardly move have quartiles that lie together; less than this of the median is no outlier. */
const leastShareOfMedian = 0.1;

export interface OutlierVote {
  metric: string;
  direction: "out" | "in";
  points: number;
  reason: Reason;
}

/**
 * The metrics whose present value lies more than 1.5 interquartile ranges outside the quartiles of
 * their past (Tukey's fences), earlier outliers left out; none for a metric with fewer than four
 * earlier values.
 */
export function outlierVotes(
  past: readonly PastValues[],
  values: PastValues["values"],
): OutlierVote[] {
  return Object.entries(outlierPoints).flatMap(([metric, worth]): OutlierVote[] => {
    const value = values[metric];
    const earlier = past
      .filter(({ outliers }) => !outliers.includes(metric))
      .flatMap((then) => then.values[metric] ?? [])
      .toSorted((a, b) => a - b);
    if (value === undefined || earlier.length < neededValues) return [];
    const { lowest, highest } = fences(earlier);
    if (value > highest) {
      const facts = { metric, value, highest, points: worth };
      return [{ metric, direction: "out", points: worth, reason: reason("OUTLIER_HIGH", facts) }];
    }
    if (value < lowest) {
      const facts = { metric, value, lowest, points: worth };
      return [{ metric, direction: "in", points: worth, reason: reason("OUTLIER_LOW", facts) }];
    }
    return [];
  });
}

function fences(ascending: readonly number[]): { lowest: number; highest: number } {
  const q1 = quantile(ascending, 0.25);
  const q3 = quantile(ascending, 0.75);
  const least = Math.abs(quantile(ascending, 0.5)) * leastShareOfMedian;
  const margin = Math.max(1.5 * (q3 - q1), least);
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
