import { describe, expect, test } from "vitest";
import { type DemandShape, demandOf, parseDemand } from "./demand.ts";
import { parseRecording } from "./recorded.ts";

const TRACES = new URL("../traces/", import.meta.url).pathname;

function at(shape: DemandShape, seconds: number): number {
  return demandOf(parseDemand(shape, "demand"), TRACES, "demand")(seconds * 1000);
}

describe("demand", () => {
  const wave: DemandShape = { kind: "wave", low: 2, high: 6, period_seconds: 400 };
  const spike: DemandShape = {
    kind: "spike",
    base: 1,
    peak: 9,
    every_seconds: 100,
    width_seconds: 10,
  };
  const steps: DemandShape = { kind: "steps", levels: [1, 5, 3], hold_seconds: 60 };

  test.each<[DemandShape, number, number]>([
    [{ kind: "flat", level: 2.5 }, 12345, 2.5],
    [wave, 0, 2],
    [wave, 100, 4],
    [wave, 200, 6],
    [wave, 400 * 7, 2],
    [{ ...wave, phase: 0.5 }, 0, 6],
    [spike, 0, 9],
    [spike, 9.9, 9],
    [spike, 10, 1],
    [spike, 99.9, 1],
    [spike, 500, 9],
    [steps, 59, 1],
    [steps, 60, 5],
    [steps, 179, 3],
    [steps, 180, 1],
  ])("of %j after %d s is %d", (shape, seconds, demand) => {
    expect(at(shape, seconds)).toBeCloseTo(demand, 9);
  });

  test("a recording is interpolated, scaled, compressed and looped", () => {
    const shape: DemandShape = { kind: "recorded", file: "taxi-nyc.csv", time_compression: 1 };
    expect(at(shape, 0)).toBe(3.08);
    expect(at(shape, 900)).toBeCloseTo((3.08 + 2.44) / 2, 9);
    expect(at(shape, 672 * 1800)).toBe(3.08);
    expect(at({ ...shape, time_compression: 60 }, 30)).toBeCloseTo(2.44, 9);
    expect(at({ ...shape, offset_seconds: 1800 }, 0)).toBeCloseTo(2.44, 9);
    expect(at({ ...shape, scale: 2 }, 0)).toBeCloseTo(6.16, 9);
    const last = 671 * 1800;
    expect(at(shape, last + 900)).toBeCloseTo((at(shape, last) + 3.08) / 2, 9);
  });

  test.each([
    ["taxi-nyc.csv", 30, 672],
    ["elb-requests.csv", 5, 4032],
    ["cpu-rds.csv", 5, 4032],
  ])("%s is 14 days at its native step of %i min with a mean of 6", (file, minutes, rows) => {
    const shape: DemandShape = { kind: "recorded", file, time_compression: 1 };
    const demand = demandOf(shape, TRACES, "demand");
    const values = Array.from({ length: rows }, (_, row) => demand(row * minutes * 60_000));
    expect(rows * minutes).toBe(14 * 24 * 60);
    expect(values.reduce((total, value) => total + value, 0) / rows).toBeCloseTo(6, 1);
    expect(demand(rows * minutes * 60_000)).toBe(values[0]);
  });

  test.each([
    [7, /^demand must be an object/],
    [{ kind: "random" }, /^demand\.kind must be one of flat, wave/],
    [{ kind: "flat", level: -1 }, /^demand\.level/],
    [{ kind: "flat", level: 1, extra: 2 }, /^demand\.extra is not a known field/],
    [{ ...wave, high: 1 }, /^demand\.high must be at least low/],
    [{ ...wave, period_seconds: 0 }, /^demand\.period_seconds must be a number above 0/],
    [{ ...wave, phase: 2 }, /^demand\.phase/],
    [{ ...spike, width_seconds: 101 }, /^demand\.width_seconds must be at most every_seconds/],
    [{ ...steps, levels: [] }, /^demand\.levels must have at least one/],
    [{ ...steps, levels: [1, "x"] }, /^demand\.levels\[1\]/],
    [{ kind: "recorded", file: "taxi-nyc.csv" }, /^demand\.time_compression .* is missing/],
  ])("refuses %j", (shape, message) => {
    expect(() => parseDemand(shape, "demand")).toThrow(message);
  });

  test("a file that is not there is named", () => {
    expect(() => at({ kind: "recorded", file: "none.csv", time_compression: 1 }, 0)).toThrow(
      /^demand\.file cannot be read: .*none\.csv/,
    );
  });
});

describe("parseRecording()", () => {
  test.each([
    ["time,load\n1,2\n2,3", /must begin with the line "timestamp,demand"/],
    ["timestamp,demand\n1,2", /at least two rows/],
    ["timestamp,demand\n1,2\nx,3", /line 3 is not/],
    ["timestamp,demand\n1,2\n2,-3", /line 3 is not/],
    ["timestamp,demand\n1,2\n2,3\n2,4", /line 4 does not go on in time/],
  ])("refuses %j", (csv, message) => {
    expect(() => parseRecording(csv, "file")).toThrow(message);
  });
});
