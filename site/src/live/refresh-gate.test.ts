import { expect, test } from "vitest";
import { fakeTiming } from "./fake-timing.ts";
import { createRefreshGate } from "./refresh-gate.ts";

function gateOver(durationMs: number, holdMs = 0) {
  const timing = fakeTiming();
  const startedAtMs: number[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const originMs = timing.nowMs();
  const request = createRefreshGate({
    minGapMs: 1_000,
    timing,
    run: async () => {
      startedAtMs.push(timing.nowMs() - originMs);
      mostAtOnce = Math.max(mostAtOnce, ++running);
      await new Promise<void>((done) => timing.after(durationMs, done));
      running--;
      return holdMs;
    },
  });
  return { timing, request, startedAtMs, mostAtOnce: () => mostAtOnce };
}

test("createRefreshGate() runs the first request at once", async () => {
  const { timing, request, startedAtMs } = gateOver(10);
  request();
  await timing.advance(0);
  expect(startedAtMs).toEqual([0]);
});

test("createRefreshGate() turns a burst into one run now and one a second later", async () => {
  const { timing, request, startedAtMs } = gateOver(10);
  for (let n = 0; n < 50; n++) {
    request();
    await timing.advance(10);
  }
  await timing.advance(10_000);
  expect(startedAtMs).toEqual([0, 1_000]);
});

test("createRefreshGate() never runs twice at a time, however slow a run is", async () => {
  const { timing, request, startedAtMs, mostAtOnce } = gateOver(5_000);
  for (let n = 0; n < 8; n++) {
    request();
    await timing.advance(1_500);
  }
  await timing.advance(20_000);
  expect(mostAtOnce()).toBe(1);
  expect(startedAtMs).toEqual([0, 5_000, 10_000, 15_000]);
});

test("createRefreshGate() waits as long as the last run said", async () => {
  const { timing, request, startedAtMs } = gateOver(10, 12_000);
  for (let n = 0; n < 10; n++) {
    request();
    await timing.advance(1_500);
  }
  expect(startedAtMs).toEqual([0, 12_010]);
});
