import { asFields, asOneOf, onlyKeys } from "../checked-fields.ts";
import { FLAT_KEYS, type FlatDemand, flatDemand, parseFlat } from "./flat.ts";
import {
  parseRecorded,
  RECORDED_KEYS,
  type RecordedDemand,
  readRecording,
  recordedDemand,
} from "./recorded.ts";
import { parseSpike, SPIKE_KEYS, type SpikeDemand, spikeDemand } from "./spike.ts";
import { parseSteps, STEPS_KEYS, type StepsDemand, stepsDemand } from "./steps.ts";
import { parseWave, WAVE_KEYS, type WaveDemand, waveDemand } from "./wave.ts";

/** What a pool has to carry over time; 1.0 = one instance fully busy. */
export type DemandShape = FlatDemand | WaveDemand | SpikeDemand | StepsDemand | RecordedDemand;

/** Demand at a moment (epoch ms). */
export type Demand = (atMs: number) => number;

const KINDS = ["flat", "wave", "spike", "steps", "recorded"] as const;
const KEYS: Record<DemandShape["kind"], readonly string[]> = {
  flat: FLAT_KEYS,
  wave: WAVE_KEYS,
  spike: SPIKE_KEYS,
  steps: STEPS_KEYS,
  recorded: RECORDED_KEYS,
};

export function parseDemand(value: unknown, field: string): DemandShape {
  const fields = asFields(value, field);
  const kind = asOneOf(fields.kind, `${field}.kind`, KINDS);
  onlyKeys(fields, field, ["kind", ...KEYS[kind]]);
  switch (kind) {
    case "flat":
      return parseFlat(fields, field);
    case "wave":
      return parseWave(fields, field);
    case "spike":
      return parseSpike(fields, field);
    case "steps":
      return parseSteps(fields, field);
    case "recorded":
      return parseRecorded(fields, field);
  }
}

/** Turns a shape into a function of time; reads the recording from `folder` where there is one. */
export function demandOf(shape: DemandShape, folder: string, field: string): Demand {
  switch (shape.kind) {
    case "flat":
      return () => flatDemand(shape);
    case "wave":
      return (atMs) => waveDemand(shape, atMs);
    case "spike":
      return (atMs) => spikeDemand(shape, atMs);
    case "steps":
      return (atMs) => stepsDemand(shape, atMs);
    case "recorded": {
      const recording = readRecording(shape.file, folder, field);
      return (atMs) => recordedDemand(shape, recording, atMs);
    }
  }
}
