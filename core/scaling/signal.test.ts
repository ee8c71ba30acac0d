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

  it.each([
    ["a time that is none", [{ ...cpu("a", 5), atMs: Number.NaN }, cpu("a", 95)]],
    ["a value from too far ahead", [cpu("a", 5, -301), cpu("a", 95)]],
    ["a value that is no number", [cpu("a", Number.NaN), cpu("a", 95, 200)]],
    ["a negative percentage", [cpu("a", -1.1), cpu("a", 95, 200)]],
    ["more than all of it", [cpu("a", 101.1), cpu("a", 95, 200)]],
    ["more than can be summed up", [cpu("a", 1e308), cpu("a", 95, 200)]],
  ])("leaves out, and counts, %s", (_what, samples) => {
    const options = { metrics: ["cpu"], freshForSeconds: 300, atMs };
    expect(signal(samples, [running("a")], options)).toMatchObject({
      ignoredSamples: 1,
      metrics: [{ freshness: "fresh", mean: 95, newestAtMs: expect.any(Number) }],
    });
    expect(signal(samples.slice(1), [running("a")], options)).not.toHaveProperty("ignoredSamples");
  });

  it("takes a percentage that is a little beyond for what rounding made of it", () => {
    expect(read([cpu("a", -0.4), cpu("b", 0)], [running("a"), running("b")])?.mean).toBe(0);
    expect(read([cpu("a", 100.4)], [running("a")])).toMatchObject({ mean: 100, max: 100 });
  });

  it("takes any other metric for what it says, up to what can be summed up", () => {
    const of = (...values: number[]) => {
      const samples = values.map((value, n) => ({ ...cpu(`i${n}`, value), metric: "queue" }));
      const instances = values.map((_, n) => running(`i${n}`));
      const options = { metrics: ["queue"], freshForSeconds: 300, atMs };
      return signal(samples, instances, options).metrics[0];
    };
    expect(of(-500, 1500)?.mean).toBe(500);
    expect(of(1e18, 1e18)?.mean).toBe(1e18);
    expect(of(1e308, 1.7e308)?.freshness).toBe("missing");
  });

  it("does not let a value from ahead hide one of now, nor a stale one hide that from ahead", () => {
    expect(read([cpu("a", 1, -20), cpu("a", 99, 290)], [running("a")])?.mean).toBe(99);
    expect(read([cpu("a", 99, 290), cpu("a", 1, -20)], [running("a")])?.mean).toBe(99);
    expect(read([cpu("a", 99, 301), cpu("a", 1, -20)], [running("a")])?.mean).toBe(1);
    expect(read([cpu("a", 1, -299), cpu("a", 99, 301)], [running("a")])?.mean).toBe(1);
    expect(read([cpu("a", 3, -299), cpu("a", 1, -20)], [running("a")])?.mean).toBe(1);
  });

  it("does not let an old value of the pool as a whole hide fresh ones of its instances", () => {
    const ofPool = (seconds: number) => ({ ...cpu("a", 1, seconds), instanceId: null });
    const seen = (...samples: Sample[]) => read(samples, [running("a")]);
    expect(seen(ofPool(3600), cpu("a", 95))).toMatchObject({ scope: "instance", mean: 95 });
    expect(seen(ofPool(300), cpu("a", 95))).toMatchObject({ scope: "pool", mean: 1 });
    expect(seen(ofPool(3600), cpu("a", 95, 301))).toMatchObject({ scope: "pool", mean: null });
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

describe("signal() to the last detail", () => {
  it("says everything of a metric", () => {
    const samples = [cpu("a", 10, 40), cpu("b", 30, 20), cpu("c", 20, 30)];
    expect(read(samples, [running("a"), running("b"), running("c")])).toEqual({
      metric: "cpu",
      scope: "instance",
      freshness: "fresh",
      coveragePercent: 100,
      mean: 20,
      max: 30,
      newestAtMs: secondsAgo(20),
    });
    expect(read([], [])).toEqual({
      metric: "cpu",
      scope: "instance",
      freshness: "missing",
      coveragePercent: 0,
      mean: null,
      max: null,
      newestAtMs: null,
    });
  });

  it("takes a value of just the age for fresh, and keeps the first of the same time", () => {
    expect(read([cpu("a", 10, 300)], [running("a")])?.freshness).toBe("fresh");
    expect(read([cpu("a", 10, 301)], [running("a")])).toMatchObject({
      freshness: "stale",
      newestAtMs: secondsAgo(301),
    });
    expect(read([cpu("a", 10, 20), cpu("a", 99, 20)], [running("a")])?.mean).toBe(10);
  });

  it("leaves out what comes from farther ahead than clocks go wrong", () => {
    expect(read([cpu("a", 10, -300)], [running("a")])?.freshness).toBe("fresh");
    expect(read([cpu("a", 10, -301)], [running("a")])?.freshness).toBe("missing");
    expect(read([cpu("a", 99, -301), cpu("a", 10, 20)], [running("a")])?.mean).toBe(10);
  });

  it("takes the newest value of the pool as a whole", () => {
    const ofPool = (value: number, seconds: number) => ({
      ...cpu("a", value, seconds),
      instanceId: null,
    });
    expect(
      read([ofPool(5, 60), ofPool(7, 30), ofPool(6, 90), cpu("a", 50)], [running("a")]),
    ).toEqual({
      metric: "cpu",
      scope: "pool",
      freshness: "fresh",
      coveragePercent: 100,
      mean: 7,
      max: 7,
      newestAtMs: secondsAgo(30),
    });
    expect(read([ofPool(5, 301)], [running("a")])).toMatchObject({
      scope: "pool",
      freshness: "stale",
      coveragePercent: 0,
      mean: null,
    });
  });

  it("keeps metrics apart, and tells who boots, runs, warms up and leaves", () => {
    const instances: Instance[] = [
      running("old"),
      running("silent"),
      running("young", secondsAgo(10)),
      running("reporting", secondsAgo(10)),
      { id: "boots", state: "booting", createdAtMs: secondsAgo(5) },
      { id: "leaves", state: "stopping", createdAtMs: old },
    ];
    const ram = { ...cpu("old", 77), metric: "ram" };
    const seen = signal([cpu("old", 10), ram, cpu("reporting", 20), cpu("leaves", 90)], instances, {
      metrics: ["cpu", "ram"],
      freshForSeconds: 300,
      atMs,
    });
    expect(seen).toMatchObject({
      atMs,
      runningInstances: 4,
      bootingInstances: 1,
      warmingInstances: 1,
      metrics: [
        { metric: "cpu", mean: 15, coveragePercent: 50 },
        { metric: "ram", mean: 77, coveragePercent: 25 },
      ],
    });
  });

  it("counts one that reported nonsense as reporting", () => {
    const seen = signal([cpu("young", Number.NaN)], [running("young", secondsAgo(10))], {
      metrics: ["cpu"],
      freshForSeconds: 300,
      atMs,
    });
    expect(seen).toMatchObject({ warmingInstances: 0, metrics: [{ freshness: "missing" }] });
  });
});
