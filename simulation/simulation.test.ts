import { describe, expect, it } from "vitest";
import { runWorld } from "./world.ts";

const seeds = 500;

describe("any world", () => {
  it(`keeps every promise, over ${seeds} seeds`, async () => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { violation } = await runWorld(seed);
      expect(violation?.message, `npm run simulate -- --seed ${seed}`).toBeUndefined();
    }
  }, 120_000);

  it("repeats itself to the byte", async () => {
    for (const seed of [3, 77, 4321]) {
      expect(JSON.stringify(await runWorld(seed))).toBe(JSON.stringify(await runWorld(seed)));
    }
    expect((await runWorld(5)).trace).not.toEqual((await runWorld(6)).trace);
  });

  it("is troubled by everything it can be troubled by", async () => {
    const seen = new Map<string, number>();
    for (let seed = 1; seed <= 30; seed += 1) {
      const world = await runWorld(seed);
      for (const [trouble, times] of world.troubles)
        seen.set(trouble, (seen.get(trouble) ?? 0) + times);
      expect(world.decisions).toBeGreaterThan(50);
    }
    const { troubles } = await import("./weather.ts");
    expect([...seen.keys()].toSorted()).toEqual([...troubles].toSorted());
  });
});
