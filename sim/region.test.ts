import { ComputeClient } from "oci-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  authentication,
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

async function update(size: number, extra: { ifMatch?: string; opcRetryToken?: string } = {}) {
  return region.compute.updateInstancePool({
    instancePoolId: WEB,
    updateInstancePoolDetails: { size },
    ...extra,
  });
}

const get = () => region.compute.getInstancePool({ instancePoolId: WEB });

async function instanceStates() {
  const { items } = await region.compute.listInstancePoolInstances({
    compartmentId: COMPARTMENT,
    instancePoolId: WEB,
  });
  return items.map((instance) => instance.state);
}

describe("the SDK's story of a resize", () => {
  test("a pool is SCALING while an instance boots, then RUNNING at its new size", async () => {
    const before = await get();
    expect(before.instancePool).toMatchObject({ size: 4, lifecycleState: "RUNNING" });
    const accepted = await update(5, { ifMatch: before.etag });
    expect(accepted.instancePool).toMatchObject({ size: 5, lifecycleState: "SCALING" });
    expect((await instanceStates()).sort()).toEqual([
      "Provisioning",
      ...Array.from({ length: 4 }, () => "Running"),
    ]);
    region.clock.pass(20);
    const after = await get();
    expect(after.instancePool).toMatchObject({ size: 5, lifecycleState: "RUNNING" });
    expect(new Set([before.etag, accepted.etag, after.etag]).size).toBe(3);
    expect((await get()).etag).toBe(after.etag);
  });

  test("a scale-in takes the oldest of the fullest fault domain, one OCI minute long", async () => {
    const list = () =>
      region.compute.listInstancePoolInstances({
        compartmentId: COMPARTMENT,
        instancePoolId: WEB,
      });
    const before = (await list()).items;
    const domains = before.map((instance) => instance.faultDomain);
    expect(domains.filter((domain) => domain === "FAULT-DOMAIN-1")).toHaveLength(2);
    await update(3);
    const leaving = (await list()).items.filter((instance) => instance.state === "Terminating");
    expect(leaving.map((instance) => instance.faultDomain)).toEqual(["FAULT-DOMAIN-1"]);
    expect((await get()).instancePool.lifecycleState).toBe("SCALING");
    region.clock.pass(5);
    expect((await list()).items).toHaveLength(3);
    expect((await get()).instancePool.lifecycleState).toBe("RUNNING");
  });

  test("GetInstance shows an instance from its launch to its termination", async () => {
    const client = new ComputeClient({ authenticationDetailsProvider: authentication() });
    client.endpoint = region.url;
    const { items } = await region.compute.listInstancePoolInstances({
      compartmentId: COMPARTMENT,
      instancePoolId: BATCH,
    });
    const instanceId = items[0]?.id ?? "";
    const state = async () => (await client.getInstance({ instanceId })).instance.lifecycleState;
    expect(await state()).toBe("RUNNING");
    region.resize(BATCH, 0);
    expect(await state()).toBe("TERMINATING");
    region.clock.pass(5);
    expect(await state()).toBe("TERMINATED");
    expect(await refusal(client.getInstance({ instanceId: "none" }))).toMatchObject({
      status: 404,
      code: "NotAuthorizedOrNotFound",
    });
  });

  test("work requests tell how far a launch is, and that it succeeded", async () => {
    await update(6);
    const list = () =>
      region.workRequests.listWorkRequests({ compartmentId: COMPARTMENT, resourceId: WEB });
    expect((await list()).items).toMatchObject([
      { operationType: "LaunchInstancesInPool", status: "ACCEPTED", percentComplete: 0 },
    ]);
    region.clock.pass(1);
    const [running] = (await list()).items;
    expect(running).toMatchObject({ status: "IN_PROGRESS" });
    region.clock.pass(19);
    const { workRequest } = await region.workRequests.getWorkRequest({
      workRequestId: running?.id ?? "",
    });
    expect(workRequest).toMatchObject({ status: "SUCCEEDED", percentComplete: 100 });
    expect(workRequest.resources[0]?.identifier).toBe(WEB);
    expect(workRequest.timeFinished).toBe(new Date(region.clock.ms).toISOString());
    const other = { compartmentId: COMPARTMENT, resourceId: BATCH };
    expect((await region.workRequests.listWorkRequests(other)).items).toEqual([]);
  });
});

describe("UpdateInstancePool", () => {
  test("refuses an etag that is no longer right", async () => {
    const { etag } = await get();
    region.resize(WEB, 5);
    region.clock.pass(20);
    expect(await refusal(update(6, { ifMatch: etag }))).toMatchObject({
      status: 412,
      code: "NoEtagMatch",
    });
    expect((await get()).instancePool.size).toBe(5);
  });

  test("refuses a pool that is not RUNNING", async () => {
    await update(5);
    expect(await refusal(update(6))).toMatchObject({ status: 409, code: "IncorrectState" });
    expect((await get()).instancePool.size).toBe(5);
  });

  test("does the same retry token once, and answers it alike each time", async () => {
    const { etag } = await get();
    const first = await update(5, { ifMatch: etag, opcRetryToken: "token-1" });
    region.clock.pass(20);
    const again = await update(5, { ifMatch: etag, opcRetryToken: "token-1" });
    expect(again.instancePool).toEqual(first.instancePool);
    expect(again.etag).toBe(first.etag);
    expect(region.state().updates).toEqual([
      {
        pool_id: WEB,
        from: 4,
        to: 5,
        retry_token: "token-1",
        at_ms: region.clock.ms - 20_000,
        by: "api",
      },
    ]);
    expect(await refusal(update(6, { opcRetryToken: "token-1" }))).toMatchObject({
      status: 409,
      code: "InvalidatedRetryToken",
    });
  });

  test.each([
    [-1, 400, "InvalidParameter"],
    [2.5, 400, "InvalidParameter"],
    ["5", 400, "InvalidParameter"],
    [1001, 400, "LimitExceeded"],
  ])("refuses size %j with %i %s", async (size, status, code) => {
    expect(await refusal(update(size as number))).toMatchObject({ status, code });
    expect(region.state().updates).toEqual([]);
  });

  test("without fields it changes nothing", async () => {
    const { etag } = await get();
    const details = { instancePoolId: WEB, updateInstancePoolDetails: {} };
    const answer = await region.compute.updateInstancePool(details);
    expect(answer.etag).toBe(etag);
    expect(region.state().updates).toEqual([]);
  });
});

describe("lists", () => {
  test("page like OCI, and every item comes once", async () => {
    const ids: string[] = [];
    let page: string | undefined;
    let pages = 0;
    do {
      const answer = await region.compute.listInstancePoolInstances({
        compartmentId: COMPARTMENT,
        instancePoolId: WEB,
        limit: 3,
        ...(page === undefined ? {} : { page }),
      });
      ids.push(...answer.items.map((instance) => instance.id));
      page = answer.opcNextPage ?? undefined;
      pages += 1;
    } while (page !== undefined);
    expect(pages).toBe(2);
    expect(new Set(ids).size).toBe(4);
  });

  test.each([{ limit: 0.5 }, { limit: 1001 }, { page: "nonsense" }])(
    "refuse %j with 400",
    async (paging) => {
      const call = region.compute.listInstancePools({ compartmentId: COMPARTMENT, ...paging });
      expect(await refusal(call)).toMatchObject({ status: 400, code: "InvalidParameter" });
    },
  );

  test("filter and order pools as asked", async () => {
    const list = async (query: object) => {
      const answer = await region.compute.listInstancePools({
        compartmentId: COMPARTMENT,
        ...query,
      });
      return answer.items.map((pool) => pool.displayName);
    };
    expect(await list({ sortBy: "DISPLAYNAME" })).toEqual(["batch", "web"]);
    expect(await list({ sortBy: "DISPLAYNAME", sortOrder: "DESC" })).toEqual(["web", "batch"]);
    expect(await list({ displayName: "web" })).toEqual(["web"]);
    region.resize(WEB, 5);
    expect(await list({ lifecycleState: "SCALING" })).toEqual(["web"]);
  });

  test("another compartment is not found", async () => {
    const call = region.compute.listInstancePools({ compartmentId: "ocid1.compartment.oc1..x" });
    expect(await refusal(call)).toMatchObject({ status: 404, code: "NotAuthorizedOrNotFound" });
  });
});
