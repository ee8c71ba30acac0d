import { expect, test } from "vitest";
import { sizeGauge } from "./size-gauge.ts";

const kinds = (asked: number, running: number, max = 5) =>
  sizeGauge({ asked, running, min: 2, max }, 100).stretches.map(({ kind }) => kind);

test.each([
  ["as asked", 3, 3, ["running", "running", "running", "free", "free"]],
  ["growing", 4, 3, ["running", "running", "running", "starting", "free"]],
  ["shrinking", 2, 3, ["running", "running", "leaving", "free", "free"]],
  ["empty", 0, 0, ["free", "free", "free", "free", "free"]],
  ["over the maximum", 6, 6, Array(6).fill("running")],
] as const)("sizeGauge() of a pool %s", (_, asked, running, expected) => {
  expect(kinds(asked, running)).toEqual(expected);
});

test("sizeGauge() draws one bar when there is no room for cells", () => {
  const gauge = sizeGauge({ asked: 30, running: 20, min: 10, max: 100 }, 100);
  expect(gauge.stretches).toEqual([
    { kind: "running", x: 0, width: 20 },
    { kind: "starting", x: 20, width: 10 },
    { kind: "free", x: 30, width: 70 },
  ]);
  expect(gauge.minX).toBe(10);
});

test("sizeGauge() fills its width to the last cell", () => {
  const { stretches } = sizeGauge({ asked: 1, running: 1, min: 1, max: 7 }, 132);
  const last = stretches.at(-1);
  expect((last?.x ?? 0) + (last?.width ?? 0)).toBeCloseTo(132);
});

test.each([
  [3, 3, null],
  [4, 3, { kind: "running", text: "3 running" }],
  [2, 3, { kind: "running", text: "3 running" }],
  [9, 9, { kind: "at-max", text: "at max" }],
  [9, 8, { kind: "running", text: "8 running" }],
])("sizeGauge() asked %i, running %i notes %j", (asked, running, note) => {
  expect(sizeGauge({ asked, running, min: 1, max: 9 }, 100).note).toEqual(note);
});
