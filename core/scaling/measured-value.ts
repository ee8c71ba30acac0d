interface Measured {
  metric: string;
  atMs: number;
  value: number;
}

/** CPU and RAM are shares of a whole; so little beyond it is rounding. */
const roundingPercent = 1;
/** No metric counts so much of anything, and sums of so large values are far from overflowing. */
const largestValue = 1e18;

/** Whether the metric can have the value, and the time is one. */
export function canBe({ metric, value, atMs }: Measured): boolean {
  if (!Number.isFinite(atMs) || !Number.isFinite(value)) return false;
  return isPercent(metric)
    ? value >= -roundingPercent && value <= 100 + roundingPercent
    : Math.abs(value) <= largestValue;
}

/** The value; of CPU and RAM, what is beyond nothing or the whole counts as just that. */
export function withoutRounding({ metric, value }: Measured): number {
  return isPercent(metric) ? Math.min(100, Math.max(0, value)) : value;
}

function isPercent(metric: string): boolean {
  return metric === "cpu" || metric === "ram";
}
