import { asNumber, type Fields } from "../checked-fields.ts";

/** The same demand at all times. */
export interface FlatDemand {
  kind: "flat";
  level: number;
}

export const FLAT_KEYS = ["level"] as const;

export function parseFlat(fields: Fields, field: string): FlatDemand {
  return { kind: "flat", level: asNumber(fields.level, `${field}.level`, { min: 0 }) };
}

export function flatDemand(shape: FlatDemand): number {
  return shape.level;
}
