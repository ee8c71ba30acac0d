import { asNumber, type Fields, InvalidField } from "../checked-fields.ts";

/** A smooth daily wave: `low` at the start of each period, `high` half a period later. */
export interface WaveDemand {
  kind: "wave";
  low: number;
  high: number;
  period_seconds: number;
  /** Shifts the wave by this part of a period, 0 to 1; 0.5 starts at `high`. */
  phase?: number;
}

export const WAVE_KEYS = ["low", "high", "period_seconds", "phase"] as const;

export function parseWave(fields: Fields, field: string): WaveDemand {
  const low = asNumber(fields.low, `${field}.low`, { min: 0 });
  const high = asNumber(fields.high, `${field}.high`, { min: 0 });
  if (high < low) throw new InvalidField(`${field}.high`, `must be at least low (${low})`);
  const period = asNumber(fields.period_seconds, `${field}.period_seconds`, { above: 0 });
  const shape: WaveDemand = { kind: "wave", low, high, period_seconds: period };
  if (fields.phase === undefined) return shape;
  return { ...shape, phase: asNumber(fields.phase, `${field}.phase`, { min: 0, max: 1 }) };
}

export function waveDemand(shape: WaveDemand, atMs: number): number {
  const turns = atMs / 1000 / shape.period_seconds + (shape.phase ?? 0);
  return shape.low + ((shape.high - shape.low) * (1 - Math.cos(2 * Math.PI * turns))) / 2;
}
