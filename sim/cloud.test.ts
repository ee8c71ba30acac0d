import { beforeEach, describe, expect, test } from "vitest";
import { Cloud } from "./cloud.ts";
import { membersAt, poolStateAt } from "./pool.ts";
import { scenario, TestClock, WEB } from "./test-region.ts";
import { listWorkRequestErrors, listWorkRequests } from "./work-requests-api.ts";

const DAY_SECONDS = 24 * 3600;

let clock: TestClock;
let cloud: Cloud;

beforeEach(() => {
  clock = new TestClock();
  cloud = new Cloud(scenario(), null, { now: () => clock.ms, save: () => {} });
});

function resize(size: number): void {
  cloud.settle();
  cloud.resize(WEB, size, { by: "api", retryToken: null });
}

const members = () => membersAt(cloud.pool(WEB), clock.ms).map((instance) => instance.id);

function call(params: string[] = []) {
  const query = new URLSearchParams({ compartmentId: cloud.scenario.compartment_id });
  return { params, query, headers: {}, body: Buffer.alloc(0) };
}

describe("a scale-in", () => {
  test("takes the oldest instances, evenly from every fault domain", () => {
    resize(3);
    clock.pass(5);
    const old = members();
    resize(6);
    clock.pass(20);
    const young = members().filter((id) => !old.includes(id));
    resize(3);
    clock.pass(5);
    expect(members()).toEqual(young);
    const domains = cloud.pool(WEB).instances.filter(({ id }) => young.includes(id));
    expect(new Set(domains.map((instance) => instance.fault_domain)).size).toBe(3);
  });
});

describe("a shortage of 24 hours", () => {
  beforeEach(() => {
    cloud.faults.replace([{ kind: "out_of_capacity", pool_id: WEB, available: 5 }]);
    resize(7);
  });

  test("up to its last second keeps the size that was asked for", () => {
    clock.pass(DAY_SECONDS - 1);
    cloud.settle();
    expect(cloud.pool(WEB).size).toBe(7);
    expect(poolStateAt(cloud.pool(WEB), clock.ms)).toBe("SCALING");
    expect(listWorkRequests(cloud, call()).body).toMatchObject([{ status: "IN_PROGRESS" }]);
  });

  test("ends with the size that runs and a failed work request", () => {
    clock.pass(DAY_SECONDS);
    cloud.settle();
    expect(cloud.pool(WEB).size).toBe(5);
    expect(members()).toHaveLength(5);
    expect(poolStateAt(cloud.pool(WEB), clock.ms)).toBe("RUNNING");
    expect(listWorkRequests(cloud, call()).body).toMatchObject([
      { status: "FAILED", percentComplete: 33, timeFinished: new Date(clock.ms).toISOString() },
    ]);
    const id = cloud.state.work_requests[0]?.id ?? "";
    expect(listWorkRequestErrors(cloud, call([id])).body).toMatchObject([
      { code: "OutOfCapacity" },
    ]);
  });
});
