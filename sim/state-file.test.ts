import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readStateFile } from "./state-file.ts";
import { COMPARTMENT, startTestRegion, TestClock, type TestRegion, WEB } from "./test-region.ts";

let folder: string;
let file: string;
let region: TestRegion | undefined;

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  folder = mkdtempSync(join(tmpdir(), "sim-state-"));
  file = join(folder, "region.json");
});

afterEach(async () => {
  await region?.close();
  rmSync(folder, { recursive: true });
});

async function restart(clock: TestClock): Promise<TestRegion> {
  await region?.close();
  region = await startTestRegion({ state_file: file }, clock);
  return region;
}

async function everything({ compute, monitoring, workRequests, state }: TestRegion) {
  const ofPool = { compartmentId: COMPARTMENT, instancePoolId: WEB };
  return {
    pool: await compute.getInstancePool({ instancePoolId: WEB }),
    instances: (await compute.listInstancePoolInstances(ofPool)).items,
    requests: (await workRequests.listWorkRequests({ compartmentId: COMPARTMENT })).items,
    updates: state().updates,
    metrics: (
      await monitoring.summarizeMetricsData({
        compartmentId: COMPARTMENT,
        summarizeMetricsDataDetails: {
          namespace: "oci_computeagent",
          query: "CpuUtilization[1m].mean()",
        },
      })
    ).items,
  };
}

test("a restarted region goes on where it was, in the middle of a resize", async () => {
  const clock = new TestClock();
  const before = await restart(clock);
  const update = {
    instancePoolId: WEB,
    updateInstancePoolDetails: { size: 6 },
    opcRetryToken: "token-1",
  };
  await before.compute.updateInstancePool(update);
  clock.pass(10);
  const known = await everything(before);
  expect(known.pool.instancePool.lifecycleState).toBe("SCALING");
  expect(known.updates).toHaveLength(1);
  const after = await restart(clock);
  const again = await everything(after);
  const { opcRequestId: _before, ...pool } = known.pool;
  expect(again).toMatchObject({ ...known, pool });
  expect(again.metrics).toEqual(known.metrics);
  await after.compute.updateInstancePool(update);
  expect(after.state().updates).toHaveLength(1);
  clock.pass(10);
  expect(after.state().pools[0]).toMatchObject({ size: 6, running: 6, state: "RUNNING" });
});

test("a boot goes on while the region is down", async () => {
  const clock = new TestClock();
  (await restart(clock)).resize(WEB, 5);
  await region?.close();
  clock.pass(60);
  const after = await restart(clock);
  expect(after.state().pools[0]).toMatchObject({ size: 5, running: 5, state: "RUNNING" });
});

test("the file is replaced in one step, and only the file is left", async () => {
  (await restart(new TestClock())).resize(WEB, 5);
  expect(readdirSync(folder)).toEqual(["region.json"]);
  expect(readStateFile(file)?.pools[0]?.size).toBe(5);
});

test("a day later, what is gone is forgotten", async () => {
  const clock = new TestClock();
  const running = await restart(clock);
  running.resize(WEB, 1);
  clock.pass(5);
  running.state();
  expect(readStateFile(file)?.pools[0]?.instances).toHaveLength(4);
  clock.pass(24 * 3600 + 1);
  running.state();
  const state = readStateFile(file);
  expect(state?.pools[0]?.instances).toHaveLength(1);
  expect(state?.work_requests).toEqual([]);
});

test.each([
  ["{broken", /cannot be read/],
  ["[]", /must be an object/],
  ['{"version":2}', /is not of version 1/],
  ['{"version":1,"pools":[]}', /work_requests must be a list/],
])("a file with %j is refused by name", async (text, message) => {
  writeFileSync(file, text);
  await expect(restart(new TestClock())).rejects.toThrow(message);
  await expect(restart(new TestClock())).rejects.toThrow(file);
});
