import { expect, test } from "vitest";
import { activityReporter } from "./report-activity.ts";

test("activityReporter() tells the hub once a minute, however busy the person is", () => {
  let nowMs = 1_000_000;
  let told = 0;
  const report = activityReporter(
    () => {
      told++;
      return Promise.reject(new Error("unreachable"));
    },
    () => nowMs,
  );
  for (let second = 0; second <= 180; second++) {
    report();
    nowMs += 1_000;
  }
  expect(told).toBe(3);
});
