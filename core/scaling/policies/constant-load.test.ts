import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterApplied, decide } from "../decide.ts";
import { emptyMemory } from "../policy.ts";
import { inputs, metric, nowMs } from "../testing/inputs.ts";

interface Loaded {
  /** Instances' worth of CPU and RAM. */
  cpu: number;
  ram: number;
  size: number;
  everySeconds: number;
  /** From a resize to values that show it. */
  lateSeconds: number;
}

/** The directions of the resizes of six hours, of a pool whose load never changes. */
function resizesOf({ cpu, ram, size: first, everySeconds, lateSeconds }: Loaded): string[] {
  const resizes = [{ sinceSeconds: Number.NEGATIVE_INFINITY, size: first }];
  const sizeAt = (seconds: number) =>
    resizes.findLast(({ sinceSeconds }) => sinceSeconds < seconds)?.size ?? first;
  const directions: string[] = [];
  let memory = emptyMemory;
  for (let seconds = 0; seconds < 21_600; seconds += everySeconds) {
    const atMs = nowMs + seconds * 1000;
    const each = (load: number) => Math.min(100, (100 * load) / sizeAt(seconds - lateSeconds));
    const size = sizeAt(seconds);
    const values = { cpu: metric("cpu", each(cpu)), ram: metric("ram", each(ram)) };
    const policy = { rule: { kind: "sustained_outlier" as const }, minSize: 1, maxSize: 30 };
    const decided = decide(inputs({ size, ...values, memory, policy, inputs: { atMs } }));
    memory = decided.memory;
    const { direction, targetSize } = decided.decision;
    if (!direction) continue;
    memory = afterApplied(memory, direction, atMs);
    resizes.push({ sinceSeconds: seconds, size: targetSize });
    directions.push(direction);
  }
  return directions;
}

describe("a sustained_outlier policy, while the load does not change,", () => {
  it.each([20, 30, 40, 45, 60])(
    "does not undo a scale-in, evaluated every %i s",
    (everySeconds) => {
      const idle = { cpu: 0.1, ram: 0.1, size: 2, everySeconds, lateSeconds: 0 };
      expect(resizesOf(idle)).toEqual(["in"]);
    },
  );

  it("changes direction once at most", () => {
    const loaded = fc.record({
      cpu: fc.double({ min: 0, max: 20, noNaN: true }),
      ram: fc.double({ min: 0, max: 20, noNaN: true }),
      size: fc.integer({ min: 1, max: 30 }),
      everySeconds: fc.integer({ min: 10, max: 90 }),
      lateSeconds: fc.constantFrom(0, 20, 60),
    });
    fc.assert(
      fc.property(loaded, (given) => {
        const ways = resizesOf(given);
        const turns = ways.filter((way, index) => index > 0 && way !== ways[index - 1]);
        expect(turns.length, ways.join()).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});
