import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

test.each([
  [0, 1_000],
  [1, 2_000],
  [4, 16_000],
  [5, 30_000],
  [5_000, 30_000],
])("backoffMs() after %i failed tries waits at most %i ms", (failedTries, ceilingMs) => {
  expect(backoffMs(failedTries, 0)).toBe(ceilingMs);
});

test("backoffMs() takes off up to half, but never goes under a second", () => {
  expect(backoffMs(5, 0.999)).toBeGreaterThanOrEqual(15_000);
  expect(backoffMs(5, 0.999)).toBeLessThan(15_100);
  expect(backoffMs(0, 0.999)).toBe(1_000);
});
