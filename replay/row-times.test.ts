import { describe, expect, it } from "vitest";
import { rowTimes } from "./row-times.ts";

const timesOf = (...texts: string[]): number[] =>
  rowTimes(
    texts.map((text, index) => ({ line: index + 2, cell: () => text })),
    "d.csv",
  );
const at10 = Date.UTC(2026, 0, 5, 10);

describe("rowTimes()", () => {
  it.each([
    ["2026-01-05T10:00:00Z", at10],
    ["2026-01-05T10:00:00", at10],
    ["2026-01-05 10:00:00", at10],
    ["2026-01-05 10:00", at10],
    ["2026-01-05T10:00:07.25z", at10 + 7250],
    ["2026-01-05T11:00:00+01:00", at10],
    ["2026-01-05T11:00+0100", at10],
    ["2026-01-05T11:00:00+01", at10],
    ["2026-01-05T04:30:00-05:30", at10],
    ["2026-01-05", Date.UTC(2026, 0, 5)],
    ["2028-02-29", Date.UTC(2028, 1, 29)],
    ["1767607200", at10],
    ["1767607200.5", at10 + 500],
    ["0", 0],
  ])("takes %s for a time, on every machine the same", (text, atMs) => {
    expect(timesOf(text)).toEqual([atMs]);
  });

  it.each([
    "",
    "soon",
    "hello 1",
    "2026/01/05 10:00",
    "20 Nov 2026",
    "11-20-2026",
    "01/05/2026",
    "Jan 5 2026 10:00",
    "2026-02-30",
    "2026-02-29",
    "2026-13-01",
    "2026-01-05T24:00:00Z",
    "2026-01-05T10:60:00Z",
    "2026-01-05T10Z",
    "2026-01-05Z",
    "2026-01-05T10:00:00+1",
    "2026-01-05T10:00:00 UTC",
    "-60",
    "1e9",
  ])("refuses %j, and says where and what is expected", (text) => {
    expect(() => timesOf("0", text)).toThrow(
      `d.csv, line 3: timestamp "${text}" is no time; expected ISO 8601, such as 2026-01-05T10:00:00Z (UTC where no zone is given), or seconds since 1970.`,
    );
  });

  it.each(["2026", "20260105"])("refuses %s, which nobody means as seconds", (text) => {
    expect(() => timesOf(text)).toThrow(`d.csv, line 2: timestamp "${text}" is a date without`);
    expect(timesOf("0", text)).toEqual([0, Number(text) * 1000]);
  });

  it("refuses milliseconds, and says that they are", () => {
    expect(() => timesOf("1767607200000")).toThrow(
      /^d\.csv, line 2: timestamp "1767607200000" is after the year 2100; .+ Divide milliseconds since 1970 by 1000\.$/,
    );
  });
});
