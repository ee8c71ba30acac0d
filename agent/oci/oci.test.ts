import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Fault, type RunningRegion, startRegion } from "../../sim/region.ts";
import { captureConsole } from "../log.ts";
import type { Intent, PoolControl } from "../ports.ts";
import { silent, tempFolder } from "../testing/fake-ports.ts";
import { writeOciCredentials } from "../testing/oci-credentials.ts";
import { compartmentId, poolConfig, region } from "../testing/pool-config.ts";
import { ociMetricSource } from "./metric-source.ts";
import { ociPoolControl } from "./pool-control.ts";
import { type OciSession, ociSession } from "./session.ts";

const big = poolConfig("", "ocid1.instancepool.oc1..big");
let ids = 0;
let cloud: RunningRegion;
let session: OciSession;
let pools: PoolControl;
let sleptMs: number[] = [];
let whileAsleep = () => {};

/** Each test has a pool of its own: a resize makes a pool SCALING. */
const names = Array.from({ length: 30 }, (_, n) => `ocid1.instancepool.oc1..p${n}`);

beforeAll(async () => {
  captureConsole(silent);
  const { configFile, key } = writeOciCredentials(tempFolder());
  const flat = { kind: "flat", level: 1 } as const;
  cloud = await startRegion({
    region,
    compartment_id: compartmentId,
    keys: [key],
    metric_minute_seconds: 1,
    metrics_lag_seconds: 0,
    boot_seconds: 60,
    pools: [
      ...names.map((id) => ({ id, display_name: "web", size: 2, demand: flat })),
      { id: big.oraclePoolId, display_name: "big", size: 130, demand: flat },
    ],
  });
  const auth = { kind: "config_file", file: configFile, profile: "DEFAULT" } as const;
  const sleep = async (ms: number) => {
    sleptMs.push(ms);
    whileAsleep();
  };
  session = ociSession({ region, auth, endpoint: cloud.url }, { sleep });
  pools = ociPoolControl(session, region);
});

afterAll(() => cloud.close());
afterEach(() => {
  cloud.clearFaults();
  sleptMs = [];
  whileAsleep = () => {};
});

function nextPool() {
  ids += 1;
  return poolConfig("", names[ids]);
}

async function intentFor(pool: ReturnType<typeof nextPool>, toSize = 3): Promise<Intent> {
  const { state, etag } = await pools.read(pool);
  const { oraclePoolId, name } = pool;
  return {
    id: `01890000-0000-7000-8000-00000000000${ids % 10}`,
    decisionId: "d",
    oraclePoolId,
    poolName: name,
    direction: "out",
    fromSize: state.size,
    toSize,
    etag,
    requestedAtMs: 0,
  };
}

async function asked(call: () => Promise<unknown>): Promise<Record<string, number>> {
  const count = () => cloud.state().requests.UpdateInstancePool ?? {};
  const before = { ...count() };
  await call();
  const grown = Object.entries(count()).map(([status, n]) => [status, n - (before[status] ?? 0)]);
  return Object.fromEntries(grown.filter(([, n]) => n));
}

const updatesOf = (id: string) => cloud.state().updates.filter((update) => update.pool_id === id);

describe("read() and instances()", () => {
  test("see the pool, its etag and every page of its instances", async () => {
    const { state, etag } = await pools.read(big);
    expect(state).toEqual({ size: 130, lifecycle: "RUNNING" });
    expect(etag).toMatch(/\w+/);
    const instances = await pools.instances(big);
    expect(new Set(instances.map(({ id }) => id)).size).toBe(130);
    expect(new Set(instances.map(({ state: s }) => s))).toEqual(new Set(["running"]));
  });

  test("show booting and stopping instances as what they are", async () => {
    const [growing, shrinking] = [nextPool(), nextPool()];
    cloud.resize(growing.oraclePoolId, 3);
    cloud.resize(shrinking.oraclePoolId, 1);
    const statesOf = async (pool: typeof growing) =>
      (await pools.instances(pool)).map(({ state }) => state).toSorted();
    expect(await statesOf(growing)).toEqual(["booting", "running", "running"]);
    expect(await statesOf(shrinking)).toEqual(["running", "stopping"]);
  });

  test("throw a sentence for a pool that does not exist, or is elsewhere", async () => {
    const missing = poolConfig("", "ocid1.instancepool.oc1..none");
    await expect(pools.read(missing)).rejects.toThrow(
      /GetInstancePool: 404 NotAuthorizedOrNotFound/,
    );
    await expect(pools.read({ ...big, region: "uk-london-1" })).rejects.toThrow(/works in us-ash/);
  });

  test("ask again after a passing error", async () => {
    cloud.setFaults([{ kind: "error", operation: "GetInstancePool", status: 503, remaining: 2 }]);
    expect((await pools.read(big)).state.size).toBe(130);
    expect(sleptMs).toHaveLength(2);
  });
});

describe("resize()", () => {
  test("is applied once, however often it is asked for with the same intent", async () => {
    const pool = nextPool();
    const intent = await intentFor(pool);
    expect(await pools.resize(intent)).toEqual({ kind: "applied" });
    expect(await pools.resize(intent)).toEqual({ kind: "applied" });
    expect(updatesOf(pool.oraclePoolId)).toMatchObject([
      { from: 2, to: 3, retry_token: intent.id },
    ]);
  });

  test("is refused when the pool has changed since it was read", async () => {
    const pool = nextPool();
    const intent = await intentFor(pool);
    cloud.resize(pool.oraclePoolId, 5);
    expect(
      await asked(async () => {
        expect(await pools.resize(intent)).toMatchObject({ kind: "refused", code: "NoEtagMatch" });
      }),
    ).toEqual({ 412: 1 });
  });

  test("is refused while OCI works on the pool", async () => {
    const pool = nextPool();
    cloud.resize(pool.oraclePoolId, 3);
    const answer = await pools.resize(await intentFor(pool, 4));
    expect(answer).toMatchObject({ kind: "refused", code: "IncorrectState" });
  });

  const on = { operation: "UpdateInstancePool" } as const;
  const capacity = "Out of host capacity.";
  test.each<[string, Fault[], object, Record<string, number>]>([
    [
      "a passing 429",
      [{ kind: "throttle", ...on, remaining: 2 }],
      { kind: "applied" },
      { 200: 1, 429: 2 },
    ],
    [
      "429 for good",
      [{ kind: "throttle", ...on }],
      { kind: "failed", code: "TooManyRequests" },
      { 429: 3 },
    ],
    [
      "a passing 500",
      [{ kind: "error", ...on, status: 500, remaining: 1 }],
      { kind: "applied" },
      { 200: 1, 500: 1 },
    ],
    ["500 for good", [{ kind: "error", ...on, status: 500 }], { kind: "unknown" }, { 500: 3 }],
    ["503 for good", [{ kind: "error", ...on, status: 503 }], { kind: "unknown" }, { 503: 3 }],
    [
      "no capacity",
      [{ kind: "error", ...on, status: 500, message: capacity }],
      { kind: "refused", message: capacity },
      { 500: 1 },
    ],
  ])("with %s", async (_case, faults, answer, requests) => {
    const intent = await intentFor(nextPool());
    cloud.setFaults(faults);
    expect(
      await asked(async () => {
        expect(await pools.resize(intent)).toMatchObject(answer);
      }),
    ).toEqual(requests);
    const delays = sleptMs;
    for (const [index, ms] of delays.entries()) expect(ms).toBeLessThanOrEqual(1000 * 2 ** index);
  });

  test("is refused at once when it is beyond a limit", async () => {
    const intent = await intentFor(nextPool(), 1001);
    expect(
      await asked(async () => {
        expect(await pools.resize(intent)).toMatchObject({
          kind: "refused",
          code: "LimitExceeded",
        });
      }),
    ).toEqual({ 400: 1 });
  });

  test("waits as long as Retry-After says", async () => {
    const intent = await intentFor(nextPool());
    cloud.setFaults([{ kind: "throttle", ...on, retry_after_seconds: 7, remaining: 1 }]);
    expect(await pools.resize(intent)).toEqual({ kind: "applied" });
    expect(sleptMs).toEqual([7000]);
  });

  test("gives up at once when Retry-After is longer than a cycle can wait", async () => {
    const intent = await intentFor(nextPool());
    cloud.setFaults([{ kind: "throttle", ...on, retry_after_seconds: 120 }]);
    expect(await pools.resize(intent)).toMatchObject({ kind: "failed", code: "TooManyRequests" });
    expect(sleptMs).toEqual([]);
  });

  test("is unknown when a conflict follows a try that may have been carried out", async () => {
    const pool = nextPool();
    const intent = await intentFor(pool);
    cloud.setFaults([{ kind: "error", ...on, status: 500, remaining: 1 }]);
    whileAsleep = () => cloud.resize(pool.oraclePoolId, 3);
    expect(await pools.resize(intent)).toMatchObject({ kind: "unknown", code: "NoEtagMatch" });
  });

  test("is unknown when nobody answers", async () => {
    const { configFile } = writeOciCredentials(tempFolder());
    const auth = { kind: "config_file", file: configFile, profile: "DEFAULT" } as const;
    const deaf = ociSession(
      { region, auth, endpoint: "http://127.0.0.1:9" },
      { sleep: async () => {} },
    );
    const answer = await ociPoolControl(deaf, region).resize(await intentFor(nextPool()));
    expect(answer).toMatchObject({ kind: "unknown", code: "NO_ANSWER" });
  });
});

describe("shortage()", () => {
  test("is what the newest work request says, and null when all is well", async () => {
    const pool = nextPool();
    const pool_id = pool.oraclePoolId;
    expect(await pools.shortage(pool)).toBeNull();
    cloud.setFaults([{ kind: "out_of_capacity", pool_id, available: 2 }]);
    await pools.resize(await intentFor(pool));
    expect(await pools.shortage(pool)).toMatch(/Out of host capacity/);
  });
});

describe("ociMetricSource()", () => {
  test("gives percent of cpu and ram of each instance", async () => {
    const pool = nextPool();
    const samples = await ociMetricSource(session).read(pool, Date.now());
    const instances = (await pools.instances(pool)).map(({ id }) => id).toSorted();
    for (const metric of ["cpu", "ram"]) {
      const of = samples.filter((sample) => sample.metric === metric);
      expect([...new Set(of.map(({ instanceId }) => instanceId))].toSorted()).toEqual(instances);
    }
    const cpu = samples.filter(({ metric }) => metric === "cpu").map(({ value }) => value);
    for (const value of cpu) expect(Math.abs(value - 50)).toBeLessThan(2);
  });

  test("asks for the pool's own metrics, by instance or of the whole pool", async () => {
    const metrics = [
      `{name: cpu_peak, query: 'CpuUtilization[1m]{instancePoolId = "$pool_id"}.groupBy(resourceId).max()', threshold: 90}`,
      `{name: cpu_pool, query: 'CpuUtilization[1m]{instancePoolId = "$pool_id"}.grouping().max()', threshold: 90}`,
    ];
    ids += 1;
    const pool = poolConfig(`metrics: [${metrics.join(", ")}]`, names[ids]);
    const samples = await ociMetricSource(session).read(pool, Date.now());
    const idsOf = (name: string) =>
      new Set(samples.filter(({ metric }) => metric === name).map(({ instanceId }) => instanceId));
    expect(idsOf("cpu_peak").size).toBe(2);
    expect(idsOf("cpu_peak")).not.toContain(null);
    expect([...idsOf("cpu_pool")]).toEqual([null]);
  });

  test("leaves out alone a metric of the pool's own that OCI refuses", async () => {
    ids += 1;
    const pool = poolConfig("metrics: [{name: wrong, query: 'no MQL', threshold: 90}]", names[ids]);
    const samples = await ociMetricSource(session).read(pool, Date.now());
    expect([...new Set(samples.map(({ metric }) => metric))].toSorted()).toEqual(["cpu", "ram"]);
  });

  test("gives nothing, not zero, where nothing reported", async () => {
    const pool = nextPool();
    cloud.setFaults([{ kind: "missing_metrics", pool_id: pool.oraclePoolId, instances: "all" }]);
    expect(await ociMetricSource(session).read(pool, Date.now())).toEqual([]);
  });

  test("throws when OCI answers with an error", async () => {
    cloud.setFaults([{ kind: "throttle", operation: "SummarizeMetricsData" }]);
    await expect(ociMetricSource(session).read(big, Date.now())).rejects.toThrow(/429/);
  });
});

describe("obstacle()", () => {
  test("is a sentence while the credentials can not be read", async () => {
    const auth = { kind: "config_file", file: "/nowhere/config", profile: "DEFAULT" } as const;
    const none = ociSession({ region, auth, endpoint: null }, { sleep: async () => {} });
    expect(await ociPoolControl(none, region).obstacle()).toMatch(/\/nowhere\/config/);
    expect(await pools.obstacle()).toBeNull();
  });
});
