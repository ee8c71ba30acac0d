import { expect, test } from "vitest";
import { counted, formatAge, formatPercent, formatSecond, formatTime, listed } from "./format.ts";

test.each([
  [-5_000, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_600_000, "1 h"],
  [47 * 3_600_000, "47 h"],
  [48 * 3_600_000, "2 d"],
])("formatAge(%i) is %s", (ageMs, text) => {
  expect(formatAge(ageMs)).toBe(text);
});

test("formatPercent() has no number for what was not measured", () => {
  expect(formatPercent(null)).toBeNull();
  expect(formatPercent(0)).toBe("0 %");
  expect(formatPercent(99.6)).toBe("100 %");
});

test("formatTime() names the day only when it is another", () => {
  const now = new Date(2026, 10, 20, 9, 5).getTime();
  expect(formatTime(now, now)).toBe("09:05");
  expect(formatTime(now - 12 * 3_600_000, now)).toBe("19 Nov, 21:05");
  expect(formatTime(now + 60 * 86_400_000, now)).toBe("19 Jan 2027, 09:05");
});

test("formatSecond() is the whole time, to the second", () => {
  expect(formatSecond(new Date(2026, 10, 2, 9, 5, 7).getTime())).toBe("2 Nov 2026, 09:05:07");
});

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and 1 more"],
])("listed(%j) is %s", (names, text) => {
  expect(listed(names, 2)).toBe(text);
});

test("counted() minds the plural", () => {
  expect([counted(1, "pool"), counted(0, "pool"), counted(1_200, "pool")]).toEqual([
    "1 pool",
    "0 pools",
    "1,200 pools",
  ]);
});
