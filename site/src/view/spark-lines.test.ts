import { expect, test } from "vitest";
import type { Spark } from "../../../core/contract/site-contract.ts";
import { sparkLines } from "./spark-lines.ts";

const minute = 60_000;
/** A frame in which a minute is 10 wide and, but for the inset of 1, an instance is 10 high. */
const frame = { fromMs: 0, toMs: 30 * minute, maxSize: 10, width: 300, height: 102 };
interface Measured {
  minute: number;
  size: number;
  cpuPercent: number | null;
}

const at = (minutes: number, size: number, cpuPercent: number | null = null): Measured => ({
  minute: minutes,
  size,
  cpuPercent,
});

/** A spark of minutes, from the minute before the frame to the minute of its end. */
function spark(...measured: Measured[]): Spark {
  const steps = Array.from({ length: 32 }, (_, step) =>
    measured.find((point) => point.minute === step - 1),
  );
  return {
    startMs: -minute,
    stepMs: minute,
    sizes: steps.map((point) => point?.size ?? null),
    cpuPercents: steps.map((point) => point?.cpuPercent ?? null),
  };
}

test("sparkLines() draws size in steps, and the newest size until now", () => {
  const { sizeLine, sizeArea } = sparkLines(spark(at(26, 2), at(28, 4)), frame);
  expect(sizeLine).toBe("M260 81L280 81L280 61L300 61");
  expect(sizeArea).toBe("M260 101L260 81L280 81L280 61L300 61L300 101Z");
});

test("sparkLines() shows where reports were missing, and does not draw on after they stopped", () => {
  const { sizeLine } = sparkLines(spark(at(0, 5), at(1, 5), at(10, 5), at(12, 5)), frame);
  expect(sizeLine).toBe("M0 51L10 51M100 51L120 51");
});

test("sparkLines() breaks the CPU line where nothing was measured, and never draws 0 for it", () => {
  const points = [at(0, 5, 50), at(1, 5, 60), at(2, 5), at(3, 5, 70)];
  expect(sparkLines(spark(...points), frame).cpuLine).toBe("M0 51L10 41M30 31h0");
});

test("sparkLines() keeps a load above 100 % inside its frame", () => {
  expect(sparkLines(spark(at(0, 5, 100), at(1, 5, 1_000)), frame).cpuLine).toBe("M0 1L10 1");
});

test("sparkLines() leaves out what is older than its frame", () => {
  expect(sparkLines(spark(at(-1, 5, 50)), frame)).toMatchObject({
    sizeLine: "",
    cpuLine: "",
    label: "No reports in the last 30 minutes",
  });
});

test.each([
  [[at(0, 2, 40.4), at(1, 4, 80)], "Last 30 minutes: size 2 to 4, CPU 40 to 80 %"],
  [[at(0, 2)], "Last 30 minutes: size 2, no CPU data"],
])("sparkLines() says in words what it draws", (points, label) => {
  expect(sparkLines(spark(...points), frame).label).toBe(label);
});
