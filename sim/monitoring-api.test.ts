import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  BATCH,
  COMPARTMENT,
  refusal,
  startTestRegion,
  type TestRegion,
  WEB,
} from "./test-region.ts";

let region: TestRegion;

beforeEach(async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  region = await startTestRegion();
});

afterEach(() => region.close());

async function ask(query: string, details: object = {}) {
  const answer = await region.monitoring.summarizeMetricsData({
    compartmentId: COMPARTMENT,
    summarizeMetricsDataDetails: { namespace: "oci_computeagent", query, ...details },
  });
  return answer.items;
}

const ofPool = (pool: string, metric = "CpuUtilization") =>
  `${metric}[1m]{instancePoolId = "${pool}"}.groupBy(resourceId).mean()`;

const values = (items: Awaited<ReturnType<typeof ask>>) =>
  items.flatMap((item) => item.aggregatedDatapoints.map((point) => point.value));

/** The SDK's type says Date, but it hands over the text that was sent. */
const timeOf = (point: { timestamp: Date }) => new Date(point.timestamp).getTime();

describe("SummarizeMetricsData", () => {
  test("has every running instance's CPU, back to 15 minutes before a fresh start", async () => {
    const items = await ask(ofPool(WEB));
    expect(items).toHaveLength(4);
    for (const item of items) {
      expect(item).toMatchObject({ namespace: "oci_computeagent", name: "CpuUtilization" });
      expect(Object.keys(item.dimensions)).toEqual(["resourceId"]);
      const times = item.aggregatedDatapoints.map(timeOf);
      expect(times.length).toBeGreaterThanOrEqual((15 * 60) / 5);
      expect(times.at(-1)).toBe(region.clock.ms - 5000);
      expect(times.every((time, i) => i === 0 || time - (times[i - 1] ?? 0) === 5000)).toBe(true);
    }
    // Demand 2 on 4 instances is 50 %, with up to 2 % of it either way.
    expect(Math.min(...values(items))).toBeGreaterThanOrEqual(49);
    expect(Math.max(...values(items))).toBeLessThanOrEqual(51);
    expect(new Set(values(items)).size).toBeGreaterThan(10);
  });

  test("CPU stops at 100 %, memory follows it from its base", async () => {
    const cpu = values(await ask(ofPool(BATCH)));
    expect(Math.max(...cpu)).toBe(100);
    const memory = values(await ask(ofPool(BATCH, "MemoryUtilization")));
    expect(Math.min(...memory)).toBeGreaterThanOrEqual(70 * 0.98);
    expect(Math.max(...memory)).toBeLessThanOrEqual(70 * 1.02);
  });

  test("a booting instance is silent until it has run for a whole data point", async () => {
    region.resize(BATCH, 2);
    region.clock.pass(20);
    region.clock.pass(5);
    expect(await ask(ofPool(BATCH))).toHaveLength(1);
    region.clock.pass(5);
    const items = await ask(ofPool(BATCH));
    expect(items.map((item) => item.aggregatedDatapoints.length).sort((a, b) => a - b)[0]).toBe(1);
    expect(items).toHaveLength(2);
  });

  test("history stays as it was when the size changes later", async () => {
    const window = {
      startTime: new Date(region.clock.ms - 60_000),
      endTime: new Date(region.clock.ms - 5000),
    };
    const before = await ask(ofPool(WEB), window);
    region.resize(WEB, 1);
    region.clock.pass(30);
    expect(await ask(ofPool(WEB), window)).toEqual(before);
    const now = await ask(ofPool(WEB), { startTime: new Date(region.clock.ms - 10_000) });
    expect(now).toHaveLength(1);
    expect(values(now)[0]).toBeGreaterThan(97);
  });

  test("honours startTime, and endTime without itself", async () => {
    const startTime = new Date(region.clock.ms - 60_000);
    const endTime = new Date(region.clock.ms - 30_000);
    const [item] = await ask(ofPool(BATCH), { startTime, endTime });
    const times = item?.aggregatedDatapoints.map(timeOf);
    expect(times?.[0]).toBe(startTime.getTime());
    expect(times?.at(-1)).toBe(endTime.getTime() - 5000);
  });

  test("statistics and groups add up", async () => {
    const window = { startTime: new Date(region.clock.ms - 30_000) };
    const pool = `CpuUtilization[1m]{instancePoolId = "${WEB}"}`;
    const [count] = await ask(`${pool}.grouping().count()`, window);
    expect(count?.dimensions).toEqual({});
    expect(values(count === undefined ? [] : [count])).toEqual([4, 4, 4, 4, 4, 4]);
    const each = values(await ask(`${pool}.mean()`, window));
    expect(each).toHaveLength(24);
    expect(values(await ask(`${pool}.grouping().max()`, window))).toContain(Math.max(...each));
    expect(values(await ask(`${pool}.grouping().min()`, window))).toContain(Math.min(...each));
    const byPool = await ask("CpuUtilization[1m].groupBy(instancePoolId).mean()", window);
    expect(byPool.map((item) => item.dimensions.instancePoolId).sort()).toEqual([BATCH, WEB]);
    const [ungrouped] = await ask(`${pool}.mean()`, window);
    expect(ungrouped?.dimensions).toMatchObject({ instancePoolId: WEB, region: "us-ashburn-1" });
  });

  test("a longer interval sums up its raw points; a resolution moves its windows", async () => {
    const pool = `CpuUtilization[3m]{instancePoolId = "${BATCH}"}.grouping().count()`;
    const startTime = new Date(region.clock.ms - 60_000);
    const endTime = new Date(region.clock.ms - 15_000);
    const whole = await ask(pool, { startTime, endTime });
    expect(new Set(values(whole))).toEqual(new Set([3]));
    const [first] = whole[0]?.aggregatedDatapoints ?? [];
    expect((first === undefined ? 1 : timeOf(first)) % 15_000).toBe(0);
    const moving = await ask(pool, { startTime, endTime, resolution: "1m" });
    expect(values(moving)).toHaveLength(9);
    expect(new Set(values(moving))).toEqual(new Set([3]));
  });

  test.each([
    ofPool("ocid1.instancepool.oc1..nobody"),
    ofPool(WEB, "DiskIops"),
    `CpuUtilization[1m]{instancePoolId = "${WEB}", resourceId = "other"}.mean()`,
  ])("no match is an empty answer: %s", async (query) => {
    expect(await ask(query)).toEqual([]);
  });

  test.each([
    ["CpuUtilization", {}, /query must be/],
    [ofPool(WEB), { startTime: "yesterday" }, /startTime/],
    [ofPool(WEB), { startTime: new Date(), endTime: new Date(0) }, /startTime/],
    [ofPool(WEB), { startTime: new Date(0) }, /90 days/],
    [ofPool(WEB), { resolution: "1x" }, /resolution/],
    [ofPool(WEB), { namespace: 7 }, /namespace/],
  ])("refuses %s with %j", async (query, details, message) => {
    const answer = await refusal(ask(query, details));
    expect(answer).toMatchObject({ status: 400, code: "InvalidParameter" });
    expect(answer.message).toMatch(message);
  });

  test("the whole tenancy may be asked with its subtree", async () => {
    const details = { namespace: "oci_computeagent", query: ofPool(WEB) };
    const asked = {
      compartmentId: "ocid1.tenancy.oc1..sim",
      summarizeMetricsDataDetails: details,
    };
    const { items } = await region.monitoring.summarizeMetricsData({
      ...asked,
      compartmentIdInSubtree: true,
    });
    expect(items).toHaveLength(4);
    expect(await refusal(region.monitoring.summarizeMetricsData(asked))).toMatchObject({
      status: 404,
    });
  });
});

describe("metric faults", () => {
  test("missing metrics hide all instances, or the same fraction each time", async () => {
    region.setFaults([{ kind: "missing_metrics", pool_id: WEB, instances: "all" }]);
    expect(await ask(ofPool(WEB))).toEqual([]);
    expect(await ask(ofPool(BATCH))).toHaveLength(1);
    region.setFaults([{ kind: "missing_metrics", pool_id: WEB, instances: 0.5 }]);
    const half = (await ask(ofPool(WEB))).map((item) => item.dimensions.resourceId);
    expect(half).toHaveLength(2);
    expect((await ask(ofPool(WEB))).map((item) => item.dimensions.resourceId)).toEqual(half);
    region.clearFaults();
    expect(await ask(ofPool(WEB))).toHaveLength(4);
  });

  test("one metric can be missing alone", async () => {
    region.setFaults([
      { kind: "missing_metrics", pool_id: WEB, metric: "MemoryUtilization", instances: "all" },
    ]);
    expect(await ask(ofPool(WEB, "MemoryUtilization"))).toEqual([]);
    expect(await ask(ofPool(WEB))).toHaveLength(4);
  });

  test("late metrics end earlier", async () => {
    region.setFaults([{ kind: "late_metrics", pool_id: WEB, lag_seconds: 60 }]);
    const [item] = await ask(ofPool(WEB));
    expect(item?.aggregatedDatapoints.map(timeOf).at(-1)).toBe(region.clock.ms - 60_000);
  });
});
