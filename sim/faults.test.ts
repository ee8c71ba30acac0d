import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseFaults } from "./faults.ts";
import { COMPARTMENT, refusal, startTestRegion, type TestRegion, WEB } from "./test-region.ts";

let region: TestRegion;

beforeEach(async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  region = await startTestRegion();
});

afterEach(() => region.close());

const get = () => region.compute.getInstancePool({ instancePoolId: WEB });
const update = (size: number) =>
  region.compute.updateInstancePool({
    instancePoolId: WEB,
    updateInstancePoolDetails: { size },
  });

async function lastWorkRequest() {
  const { items } = await region.workRequests.listWorkRequests({
    compartmentId: COMPARTMENT,
    resourceId: WEB,
  });
  const [request] = items;
  if (request === undefined) throw new Error("no work request");
  const errors = await region.workRequests.listWorkRequestErrors({ workRequestId: request.id });
  return { request, errors: errors.items };
}

describe("faults", () => {
  test("throttle hits as many requests of its operation as remain", async () => {
    region.setFaults([{ kind: "throttle", operation: "GetInstancePool", remaining: 2 }]);
    expect(await refusal(get())).toMatchObject({ status: 429, code: "TooManyRequests" });
    const { items } = await region.compute.listInstancePools({ compartmentId: COMPARTMENT });
    expect(items).toHaveLength(2);
    expect(region.faults()).toMatchObject([{ remaining: 1 }]);
    expect(await refusal(get())).toMatchObject({ status: 429 });
    expect((await get()).instancePool.size).toBe(4);
    expect(region.faults()).toEqual([]);
    expect(region.state().requests).toEqual({
      GetInstancePool: { 200: 1, 429: 2 },
      ListInstancePools: { 200: 1 },
    });
  });

  test.each([
    [500, undefined, "InternalServerError"],
    [500, "Out of host capacity.", "InternalError"],
    [503, undefined, "ServiceUnavailable"],
  ] as const)("error %i with message %j has code %s", async (status, message, code) => {
    region.setFaults([{ kind: "error", status, ...(message === undefined ? {} : { message }) }]);
    const answer = await refusal(update(5));
    expect(answer).toMatchObject({ status, code });
    expect(answer.message).toContain(message ?? "could not process");
    expect(region.state().updates).toEqual([]);
  });

  test("slow after: the update is done before the answer comes", async () => {
    region.setFaults([
      { kind: "slow", operation: "UpdateInstancePool", delay_ms: 300, phase: "after" },
    ]);
    const startedAtMs = Date.now();
    const answer = update(5);
    await vi.waitFor(() => expect(region.state().updates).toHaveLength(1));
    expect(Date.now() - startedAtMs).toBeLessThan(250);
    await answer;
    expect(Date.now() - startedAtMs).toBeGreaterThanOrEqual(295);
  });

  test("slow before: nothing is done until the delay is over", async () => {
    region.setFaults([{ kind: "slow", delay_ms: 300, phase: "before", remaining: 1 }]);
    const answer = update(5);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(region.state().updates).toEqual([]);
    await answer;
    expect(region.state().updates).toHaveLength(1);
  });

  test("a region with a slow request under way closes at once", async () => {
    region.setFaults([{ kind: "slow", delay_ms: 60_000, phase: "before" }]);
    const answer = refusal(get());
    await vi.waitFor(() => expect(region.faults()).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAtMs = Date.now();
    await region.close();
    expect(Date.now() - startedAtMs).toBeLessThan(400);
    expect((await answer).status).toBe(503);
  });
});

describe("out_of_capacity", () => {
  test("leaves the pool SCALING with what there is, says so, and goes on when cleared", async () => {
    region.setFaults([{ kind: "out_of_capacity", pool_id: WEB, available: 5 }]);
    expect((await update(7)).instancePool).toMatchObject({ size: 7 });
    region.clock.pass(60);
    expect((await get()).instancePool).toMatchObject({ size: 7, lifecycleState: "SCALING" });
    expect(region.state().pools[0]).toMatchObject({ running: 5, booting: 0 });
    const short = await lastWorkRequest();
    expect(short.request).toMatchObject({ status: "IN_PROGRESS", percentComplete: 33 });
    expect(short.errors).toMatchObject([{ code: "OutOfCapacity" }]);
    expect(short.errors[0]?.message).toContain("Out of host capacity");
    expect(await refusal(update(5))).toMatchObject({ code: "IncorrectState" });
    region.clearFaults();
    expect(region.state().pools[0]).toMatchObject({ running: 5, booting: 2 });
    region.clock.pass(20);
    expect((await get()).instancePool).toMatchObject({ size: 7, lifecycleState: "RUNNING" });
    expect((await lastWorkRequest()).request.status).toBe("SUCCEEDED");
  });

  test("can be a service limit, and kills nothing that runs", async () => {
    region.setFaults([
      { kind: "out_of_capacity", pool_id: WEB, available: 0, code: "LimitExceeded" },
    ]);
    await update(5);
    expect((await lastWorkRequest()).errors).toMatchObject([{ code: "LimitExceeded" }]);
    expect(region.state().pools[0]).toMatchObject({ size: 5, running: 4, state: "SCALING" });
  });
});

describe("parseFaults()", () => {
  test.each([
    [{}, /^faults must be a list/],
    [[7], /^faults\[0\] must be an object/],
    [[{ kind: "flood" }], /^faults\[0\]\.kind must be one of throttle, error/],
    [[{ kind: "throttle", operation: "Reboot" }], /^faults\[0\]\.operation must be one of/],
    [[{ kind: "throttle", remaining: 0 }], /^faults\[0\]\.remaining must be a whole number/],
    [[{ kind: "throttle", retry_after: 1 }], /^faults\[0\]\.retry_after is not a known field/],
    [[{ kind: "error", status: 404 }], /^faults\[0\]\.status must be 500 or 503/],
    [[{ kind: "slow", delay_ms: 5 }], /^faults\[0\]\.phase/],
    [[{ kind: "slow", delay_ms: -5, phase: "before" }], /^faults\[0\]\.delay_ms/],
    [[{ kind: "out_of_capacity", pool_id: "p", available: 1.5 }], /^faults\[0\]\.available/],
    [[{ kind: "out_of_capacity", pool_id: "q", available: 1 }], /^faults\[0\]\.pool_id/],
    [[{ kind: "missing_metrics", pool_id: "p", instances: 2 }], /^faults\[0\]\.instances/],
    [[{ kind: "late_metrics", pool_id: "p" }], /^faults\[0\]\.lag_seconds .*is missing/],
  ])("refuses %j", (faults, message) => {
    expect(() => parseFaults(faults, ["p"])).toThrow(message);
  });
});
