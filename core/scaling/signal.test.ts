import { describe, expect, it } from "vitest";
import { type Instance, type Sample, signal } from "./signal.ts";

const atMs = Date.UTC(2026, 10, 20, 12);
const secondsAgo = (seconds: number): number => atMs - seconds * 1000;
const old = secondsAgo(3600);

const running = (id: string, createdAtMs = old): Instance => ({
  id,
  state: "running",
  createdAtMs,
});
const cpu = (instanceId: string, value: number, seconds = 30): Sample => ({
  instanceId,
  metric: "cpu",
  atMs: secondsAgo(seconds),
  value,
});
const read = (samples: Sample[], instances: Instance[]) =>
  signal(samples, instances, { metrics: ["cpu"], freshForSeconds: 300, atMs }).metrics[0];

describe("signal()", () => {
  it.each([
    ["fresh", [cpu("a", 10), cpu("b", 30)], 100, 20],
    ["partial", [cpu("a", 10)], 50, 10],
    ["stale", [cpu("a", 10, 301)], 0, null],
    ["missing", [], 0, null],
  ])("calls it %s", (freshness, samples, coveragePercent, mean) => {
    expect(read(samples, [running("a"), running("b")])).toMatchObject({
      freshness,
      coveragePercent,
      mean,
    });
  });

  it("takes the newest value of each instance, in whatever order they come", () => {
    expect(read([cpu("a", 90, 20), cpu("a", 10, 200)], [running("a")])?.mean).toBe(90);
  });

  it("leaves out instances that do not run, and values that are no numbers", () => {
    const instances: Instance[] = [running("a"), { id: "b", state: "stopping", createdAtMs: old }];
    const seen = read([cpu("a", Number.NaN), cpu("b", 99), cpu("x", 99)], instances);
    expect(seen).toMatchObject({ freshness: "missing", mean: null });
  });

  it("does not cover an instance that only just started, and tells it apart from a silent one", () => {
    const seen = (createdAtMs: number) =>
      signal([cpu("a", 50)], [running("a"), running("b", createdAtMs)], {
        metrics: ["cpu"],
        freshForSeconds: 300,
        atMs,
      });
    expect(seen(secondsAgo(299))).toMatchObject({
      warmingInstances: 1,
      metrics: [{ coveragePercent: 50 }],
    });
    expect(seen(secondsAgo(300)).warmingInstances).toBe(0);
    expect(seen(Number.NaN).warmingInstances).toBe(0);
  });

  it("counts running and booting instances apart", () => {
    const instances: Instance[] = [running("a"), { id: "b", state: "booting", createdAtMs: atMs }];
    const { runningInstances, bootingInstances } = signal([], instances, {
      metrics: [],
      freshForSeconds: 300,
      atMs,
    });
    expect({ runningInstances, bootingInstances }).toEqual({
      runningInstances: 1,
      bootingInstances: 1,
    });
  });
});
