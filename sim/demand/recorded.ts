import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { asNumber, asText, type Fields, InvalidField } from "../checked-fields.ts";

/**
 * A recording: CSV `timestamp,demand` (Unix seconds; 1.0 = one instance fully busy), interpolated
 * linearly. It loops: after the last row it runs over one more step into the first. The place in the
 * recording is `epoch seconds * time_compression + offset_seconds`, modulo its length.
 */
export interface RecordedDemand {
  kind: "recorded";
  /** Path of the CSV, relative to the scenario's folder. */
  file: string;
  /** Seconds of the recording that pass in one second here. */
  time_compression: number;
  offset_seconds?: number;
  /** Multiplies every recorded demand; 1 when absent. */
  scale?: number;
}

export const RECORDED_KEYS = ["file", "time_compression", "offset_seconds", "scale"] as const;

interface Recording {
  /** Seconds since the first row, increasing, beginning with 0. */
  seconds: number[];
  demand: number[];
  /** Length of one loop: up to the last row, plus the last step. */
  loopSeconds: number;
}

export function parseRecorded(fields: Fields, field: string): RecordedDemand {
  const compression = fields.time_compression;
  const { offset_seconds: offset, scale } = fields;
  return {
    kind: "recorded",
    file: asText(fields.file, `${field}.file`),
    time_compression: asNumber(compression, `${field}.time_compression`, { above: 0 }),
    ...(offset === undefined
      ? {}
      : { offset_seconds: asNumber(offset, `${field}.offset_seconds`, { min: 0 }) }),
    ...(scale === undefined ? {} : { scale: asNumber(scale, `${field}.scale`, { above: 0 }) }),
  };
}

export function readRecording(file: string, folder: string, field: string): Recording {
  let text: string;
  try {
    text = readFileSync(resolve(folder, file), "utf8");
  } catch (cause) {
    throw new InvalidField(`${field}.file`, `cannot be read: ${(cause as Error).message}`);
  }
  return parseRecording(text, `${field}.file`);
}

export function parseRecording(csv: string, field: string): Recording {
  const [header, ...lines] = csv.trimEnd().split(/\r?\n/);
  if (header !== "timestamp,demand") {
    throw new InvalidField(field, 'must begin with the line "timestamp,demand"');
  }
  const rows = lines.map((line, index) => parseRow(line, index + 2, field));
  const first = rows[0];
  const last = rows.at(-1);
  const lastButOne = rows.at(-2);
  if (first === undefined || last === undefined || lastButOne === undefined) {
    throw new InvalidField(field, "must have at least two rows");
  }
  const seconds = rows.map((row) => row.timestamp - first.timestamp);
  const backwards = seconds.findIndex((second, i) => i > 0 && second <= (seconds[i - 1] ?? 0));
  if (backwards > 0) throw new InvalidField(field, `line ${backwards + 2} does not go on in time`);
  const loopSeconds = 2 * last.timestamp - lastButOne.timestamp - first.timestamp;
  return { seconds, demand: rows.map((row) => row.demand), loopSeconds };
}

function parseRow(line: string, number: number, field: string) {
  const match = /^(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/.exec(line);
  if (match === null) throw new InvalidField(field, `line ${number} is not "timestamp,demand"`);
  return { timestamp: Number(match[1]), demand: Number(match[2]) };
}

export function recordedDemand(shape: RecordedDemand, recording: Recording, atMs: number): number {
  const recordedSeconds = (atMs / 1000) * shape.time_compression + (shape.offset_seconds ?? 0);
  return (shape.scale ?? 1) * interpolate(recording, recordedSeconds % recording.loopSeconds);
}

function interpolate({ seconds, demand, loopSeconds }: Recording, second: number): number {
  let low = 0;
  let high = seconds.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((seconds[middle] ?? 0) <= second) low = middle;
    else high = middle;
  }
  const from = demand[low] ?? 0;
  const to = demand[low + 1] ?? demand[0] ?? 0;
  const start = seconds[low] ?? 0;
  const end = seconds[low + 1] ?? loopSeconds;
  return from + ((to - from) * (second - start)) / (end - start);
}
