import { expect, test } from "vitest";
import { poolReportSchema } from "../core/contract/agent-contract.ts";
import { runCycle } from "./cycle.ts";
import { NodeTotal } from "./node-total.ts";
import { poolReport } from "./pool-report.ts";
import { FakeClock, FakeCloud, silent, watchedJournal } from "./testing/fake-ports.ts";
import { poolConfig } from "./testing/pool-config.ts";

async function reportOf(arrange: (cloud: FakeCloud) => void, settings = "") {
  const cloud = new FakeCloud();
  arrange(cloud);
  const pool = poolConfig(settings);
  const journal = watchedJournal([]);
  const { pools, metrics } = cloud;
  const total = new NodeTotal({ pools: [pool], maxTotalInstances: null }, null);
  const task = { pool, configRevision: 1, total, overtaken: new AbortController().signal };
  const result = await runCycle(task, {
    pools,
    metrics,
    journal,
    clock: new FakeClock(),
    log: silent,
  });
  return poolReportSchema.parse(poolReport(pool, result, null));
}

test.each<[string, (cloud: FakeCloud) => void, string, RegExp | null]>([
  [
    "the load is right",
    (c) => {
      c.cpuPercent = 60;
    },
    "healthy",
    null,
  ],
  ["it was resized", () => {}, "healthy", null],
  [
    "metrics are missing",
    (c) => {
      c.cpuPercent = null;
    },
    "warning",
    /CPU data is missing/,
  ],
  [
    "the resize was refused",
    (c) => {
      c.answer = { kind: "refused", code: "LimitExceeded", message: "quota" };
    },
    "warning",
    /quota/,
  ],
  [
    "the resize failed",
    (c) => {
      c.answer = { kind: "failed", code: "TooManyRequests", message: "busy" };
    },
    "error",
    /Resize to 3 failed: busy/,
  ],
  [
    "OCI has no capacity",
    (c) => {
      c.state.lifecycle = "SCALING";
      c.shortage = "Out of host capacity";
    },
    "warning",
    /OCI: Out of host capacity/,
  ],
  [
    "it is at its maximum and wants more",
    (c) => {
      c.change(10);
    },
    "warning",
    /maximum of 10/,
  ],
  [
    "it is gone",
    (c) => {
      c.state.lifecycle = "TERMINATED";
    },
    "error",
    /TERMINATED/,
  ],
  [
    "it can not be read",
    (c) => {
      c.unreadable = true;
    },
    "error",
    /OCI is away/,
  ],
])("poolReport() when %s", async (_case, arrange, status, reason) => {
  const report = await reportOf(arrange);
  expect(report.status).toBe(status);
  if (reason) expect(report.statusReason).toMatch(reason);
  else expect(report.statusReason).toBeNull();
});

test.each([
  [249, "CPU data covers only 99 % of running instances."],
  [1, "CPU data covers only 1 % of running instances."],
])("poolReport() never calls %i of 250 instances all or none of them", async (count, reason) => {
  const report = await reportOf((c) => {
    c.change(250);
    const { read } = c.metrics;
    c.metrics.read = async (pool, atMs) => (await read(pool, atMs)).slice(0, count);
  });
  expect(report.statusReason).toBe(reason);
});

test("poolReport() calls a paused pool inactive", async () => {
  expect((await reportOf(() => {})).isActive).toBe(true);
  expect((await reportOf(() => {}, "mode: paused")).isActive).toBe(false);
});

test("poolReport() keeps what was last measured, and its time, of a pool that can not be read", async () => {
  const before = await reportOf((c) => {
    c.cpuPercent = 60;
  });
  const result = { kind: "undecided", atMs: Date.now(), reason: "away" } as const;
  const unreadable = { status: "error", statusReason: "away" };
  expect(poolReport(poolConfig(), result, before)).toEqual({ ...before, ...unreadable });
  expect(poolReport(poolConfig(), result, null)).toMatchObject({
    ...unreadable,
    sampledAtMs: null,
  });
});
