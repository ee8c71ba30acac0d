import { asList, asNumber, type Fields, InvalidField } from "../checked-fields.ts";

/** Holds each level for `hold_seconds`, then takes the next, and begins again after the last. */
export interface StepsDemand {
  kind: "steps";
  levels: number[];
  hold_seconds: number;
}

export const STEPS_KEYS = ["levels", "hold_seconds"] as const;

export function parseSteps(fields: Fields, field: string): StepsDemand {
  const levels = asList(fields.levels, `${field}.levels`).map((level, index) =>
    asNumber(level, `${field}.levels[${index}]`, { min: 0 }),
  );
  if (levels.length === 0)
    throw new InvalidField(`${field}.levels`, "must have at least one level");
  const hold = asNumber(fields.hold_seconds, `${field}.hold_seconds`, { above: 0 });
  return { kind: "steps", levels, hold_seconds: hold };
}

export function stepsDemand(shape: StepsDemand, atMs: number): number {
  const step = Math.floor(atMs / 1000 / shape.hold_seconds) % shape.levels.length;
  return shape.levels[step] ?? 0;
}
