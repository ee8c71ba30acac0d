import { asNumber, type Fields, InvalidField } from "../checked-fields.ts";

/** `peak` for the first `width_seconds` of every `every_seconds`, `base` between. */
export interface SpikeDemand {
  kind: "spike";
  base: number;
  peak: number;
  every_seconds: number;
  width_seconds: number;
}

export const SPIKE_KEYS = ["base", "peak", "every_seconds", "width_seconds"] as const;

export function parseSpike(fields: Fields, field: string): SpikeDemand {
  const every = asNumber(fields.every_seconds, `${field}.every_seconds`, { above: 0 });
  const width = asNumber(fields.width_seconds, `${field}.width_seconds`, { above: 0 });
  if (width > every) {
    throw new InvalidField(`${field}.width_seconds`, `must be at most every_seconds (${every})`);
  }
  return {
    kind: "spike",
    base: asNumber(fields.base, `${field}.base`, { min: 0 }),
    peak: asNumber(fields.peak, `${field}.peak`, { min: 0 }),
    every_seconds: every,
    width_seconds: width,
  };
}

export function spikeDemand(shape: SpikeDemand, atMs: number): number {
  const intoPeriodSeconds = (atMs / 1000) % shape.every_seconds;
  return intoPeriodSeconds < shape.width_seconds ? shape.peak : shape.base;
}
