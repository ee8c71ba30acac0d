import { beforeEach, describe, expect, test, vi } from "vitest";
import { type CyclePorts, runCycle } from "./cycle.ts";
import { NodeTotal } from "./node-total.ts";
import type { Intent, Journal } from "./ports.ts";
import { FakeClock, FakeCloud, silent, watchedJournal } from "./testing/fake-ports.ts";
import { poolConfig } from "./testing/pool-config.ts";

const pool = poolConfig();
const id = pool.oraclePoolId;
const never = new AbortController().signal;

let cloud: FakeCloud;
let clock: FakeClock;
let journal: Journal;
let ports: CyclePorts;

beforeEach(() => {
  cloud = new FakeCloud();
  clock = new FakeClock();
  journal = watchedJournal(cloud.calls);
  ports = { pools: cloud.pools, metrics: cloud.metrics, journal, clock, log: silent };
});

const unbounded = new NodeTotal({ pools: [pool], maxTotalInstances: null }, null);
const cycle = (of = pool, overtaken = never) =>
  runCycle({ pool: of, configRevision: 7, total: unbounded, overtaken }, ports);
const events = () => journal.nextEvents().map(({ event }) => event);
const actions = () => events().filter((event) => event.kind === "action");
const resizes = () => cloud.calls.filter((call) => call === "pools.resize").length;

describe("runCycle()", () => {
  test("journals the intent before it asks OCI, and the outcome after", async () => {
    await cycle();
    expect(cloud.calls).toEqual([
      "pools.read",
      "pools.instances",
      "metrics.read",
      "journal.recordDecision",
      "pools.resize",
      "journal.recordOutcome",
    ]);
    expect(journal.openIntent(id)).toBeNull();
    expect(journal.memory(id).lastScaleOutAtMs).toBe(clock.ms);
    const [decision, action] = events();
    expect(decision).toMatchObject({ kind: "decision", configRevision: 7, poolName: "web" });
    expect(action).toMatchObject({
      kind: "action",
      decisionId: decision?.id,
      fromSize: 2,
      toSize: 3,
      outcome: { kind: "applied" },
    });
  });

  test("keeps the intent open on disk while OCI is asked", async () => {
    let open: Intent | null = null;
    const { resize } = cloud.pools;
    cloud.pools.resize = (intent) => {
      open = journal.openIntent(id);
      expect(journal.memory(id).inFlight).toEqual({ targetSize: 3, sinceMs: clock.ms });
      return resize(intent);
    };
    await cycle();
    expect(open).toMatchObject({ etag: "etag-1", fromSize: 2, toSize: 3, direction: "out" });
  });

  test.each([
    [
      "no metric arrives",
      () => {
        cloud.cpuPercent = null;
      },
      "NO_USABLE_METRICS",
    ],
    [
      "metrics can not be read",
      () => {
        cloud.metricsFail = true;
      },
      "NO_USABLE_METRICS",
    ],
    [
      "the load is right",
      () => {
        cloud.cpuPercent = 60;
      },
      "WITHIN_THRESHOLDS",
    ],
    [
      "the pool is SCALING",
      () => {
        cloud.state.lifecycle = "SCALING";
      },
      "POOL_NOT_RUNNING",
    ],
  ])("holds and says why when %s", async (_case, arrange, code) => {
    arrange();
    const result = await cycle();
    expect(resizes()).toBe(0);
    expect(events()).toHaveLength(1);
    expect(result.kind === "decided" && result.decision).toMatchObject({ kind: "hold" });
    expect(result.kind === "decided" && result.decision.reasons.map((r) => r.code)).toContain(code);
  });

  test("says that it ignores values that can not be", async () => {
    cloud.cpuPercent = -5;
    const log = vi.fn();
    ports = { ...ports, log };
    const result = await cycle();
    expect(result).toMatchObject({ signal: { ignoredSamples: 2 }, decision: { kind: "hold" } });
    expect(log).toHaveBeenCalledWith("warn", "values or times that can not be are ignored", {
      pool: "web",
      ignoredSamples: 2,
    });
  });

  test("decides nothing and reports nothing when the pool can not be read", async () => {
    cloud.unreadable = true;
    expect(await cycle()).toMatchObject({ kind: "undecided", reason: "OCI is away" });
    expect(events()).toEqual([]);
  });

  test("does not touch an observed pool", async () => {
    const result = await cycle(poolConfig("mode: observe"));
    expect(resizes()).toBe(0);
    expect(result).toMatchObject({ outcome: null, decision: { kind: "hold" } });
  });

  test("keeps a hold's recommendation for the next cycle", async () => {
    await cycle(poolConfig("scale_out: {stabilization_seconds: 60}, mode: observe"));
    expect(journal.memory(id).recommendations).toEqual([{ atMs: clock.ms, size: 3 }]);
  });

  test("decides nothing once it was overtaken", async () => {
    const result = await cycle(pool, AbortSignal.abort());
    expect(result.kind).toBe("undecided");
    expect(cloud.calls).not.toContain("pools.resize");
    expect(events()).toEqual([]);
  });

  test("does not ask OCI when the intent can not be journaled", async () => {
    journal.recordDecision = () => {
      throw new Error("disk full");
    };
    await expect(cycle()).rejects.toThrow("disk full");
    expect(resizes()).toBe(0);
  });

  test.each([
    ["refused", { kind: "refused", code: "IncorrectState", message: "no" }],
    ["failed", { kind: "failed", code: "TooManyRequests", message: "no" }],
  ] as const)("starts no cooldown after a resize that was %s", async (_kind, answer) => {
    cloud.answer = answer;
    await cycle();
    expect(actions()).toMatchObject([{ outcome: answer }]);
    expect(journal.memory(id).lastScaleOutAtMs).toBeNull();
    await cycle();
    expect(resizes()).toBe(2);
  });
});

describe("runCycle() after an answer that never came", () => {
  const unknown = { kind: "unknown", code: "NO_ANSWER", message: "timeout" } as const;

  test("reads the pool and finds that OCI took the resize", async () => {
    cloud.answer = unknown;
    await cycle();
    expect(actions()).toMatchObject([{ outcome: { kind: "applied" } }]);
    expect(journal.openIntent(id)).toBeNull();
  });

  test("asks again under the same retry token while the pool did not change", async () => {
    const asked = vi.spyOn(cloud.pools, "resize");
    cloud.answer = unknown;
    cloud.acts = false;
    expect(await cycle()).toMatchObject({ outcome: null });
    clock.ms += 5000;
    await cycle();
    expect(actions()).toEqual([]);
    cloud.answer = { kind: "applied" };
    cloud.acts = true;
    await cycle();
    const tokens = asked.mock.calls.map(([intent]) => intent.id);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
    expect(actions()).toMatchObject([{ id: tokens[0], outcome: { kind: "applied" } }]);
  });

  test("decides nothing new meanwhile, and takes a slow landing for what it is", async () => {
    cloud.answer = unknown;
    cloud.acts = false;
    await cycle();
    const second = await cycle();
    expect(second).toMatchObject({
      decision: {
        kind: "hold",
        reasons: expect.arrayContaining([expect.objectContaining({ code: "RESIZE_IN_FLIGHT" })]),
      },
    });
    clock.ms += 60_000;
    cloud.change(3);
    await cycle();
    expect(actions()).toMatchObject([{ outcome: { kind: "applied" } }]);
    expect(journal.memory(id).lastScaleOutAtMs).toBe(clock.ms);
  });

  test("gives up a request that left no trace for five minutes", async () => {
    cloud.answer = unknown;
    cloud.acts = false;
    cloud.cpuPercent = 90;
    await cycle();
    clock.ms += 301_000;
    cloud.cpuPercent = 60;
    await cycle();
    expect(actions()).toMatchObject([{ outcome: { kind: "failed", code: "INTERRUPTED" } }]);
  });

  test("does not ask again for a pool that was paused meanwhile", async () => {
    cloud.answer = unknown;
    cloud.acts = false;
    await cycle();
    const asked = resizes();
    await cycle(poolConfig("mode: paused"));
    expect(resizes()).toBe(asked);
    expect(journal.openIntent(id)).not.toBeNull();
  });

  test("leaves the intent open while the pool can not be read, and has OCI act no second time", async () => {
    cloud.answer = unknown;
    const { resize } = cloud.pools;
    cloud.pools.resize = async (intent) => {
      const answer = await resize(intent);
      cloud.unreadable = true;
      return answer;
    };
    expect(await cycle()).toMatchObject({ outcome: null });
    expect(await cycle()).toMatchObject({ kind: "undecided" });
    expect(journal.openIntent(id)).not.toBeNull();
    cloud.unreadable = false;
    const requestedAtMs = clock.ms;
    clock.ms += 5000;
    cloud.answer = { kind: "applied" };
    await cycle();
    expect(cloud.done.size).toBe(1);
    expect(cloud.state.size).toBe(3);
    expect(actions()).toMatchObject([{ outcome: { kind: "applied" }, requestedAtMs }]);
    expect(journal.memory(id).lastScaleOutAtMs).toBe(clock.ms);
  });
});

describe("runCycle() with an intent that an earlier agent left", () => {
  const left = async () => {
    const { resize } = cloud.pools;
    cloud.pools.resize = () => Promise.reject(new Error("killed"));
    await cycle().catch(() => {});
    cloud.pools.resize = resize;
    expect(journal.openIntent(id)).not.toBeNull();
  };

  test("asks OCI for it when it was never taken, then goes on from there", async () => {
    await left();
    const intent = journal.openIntent(id);
    await cycle();
    expect(actions()).toMatchObject([{ id: intent?.id, outcome: { kind: "applied" } }]);
    expect(events().map(({ kind }) => kind)).toEqual(["decision", "action", "decision"]);
    expect(resizes()).toBe(1);
  });

  test("decides at the time it was settled, so that its outcome does not lie ahead", async () => {
    await left();
    const { resize } = cloud.pools;
    cloud.pools.resize = (intent) => {
      clock.ms += 30_000;
      return resize(intent);
    };
    const result = await cycle();
    expect(journal.memory(id).lastScaleOutAtMs).toBe(clock.ms);
    expect(result).toMatchObject({ atMs: clock.ms, decision: { atMs: clock.ms } });
  });

  test("calls it applied, and rests, when the pool has its size", async () => {
    await left();
    clock.ms += 1000;
    cloud.change(3);
    const result = await cycle();
    expect(actions()).toMatchObject([{ outcome: { kind: "applied" } }]);
    expect(journal.memory(id).lastScaleOutAtMs).toBe(clock.ms);
    expect(result.kind === "decided" && result.decision.reasons.map((r) => r.code)).toContain(
      "COOLDOWN",
    );
  });

  test("calls it refused when someone else changed the pool", async () => {
    await left();
    cloud.change(6);
    cloud.cpuPercent = 60;
    await cycle();
    expect(actions()).toMatchObject([
      { outcome: { kind: "refused", code: "CHANGED_BY_SOMEONE_ELSE" } },
    ]);
  });

  test("calls it its own when it took effect, though someone else changed the pool since", async () => {
    await left();
    cloud.done.add(journal.openIntent(id)?.id ?? "");
    cloud.change(6);
    cloud.cpuPercent = 60;
    await cycle();
    expect(actions()).toMatchObject([{ outcome: { kind: "applied" } }]);
    expect(cloud.state.size).toBe(6);
  });

  test("keeps it while OCI does not say whose the change was, for five minutes", async () => {
    await left();
    cloud.change(6);
    cloud.pools.resize = async () => ({ kind: "unknown", code: "NO_ANSWER", message: "silence" });
    await cycle();
    expect(journal.openIntent(id)).not.toBeNull();
    clock.ms += 300_001;
    await cycle();
    expect(actions()).toMatchObject([{ outcome: { kind: "failed", code: "INTERRUPTED" } }]);
  });

  test("takes the size it asked for as its own, when OCI says nothing for five minutes", async () => {
    await left();
    cloud.change(3);
    cloud.pools.resize = async () => ({ kind: "unknown", code: "NO_ANSWER", message: "silence" });
    clock.ms += 300_001;
    await cycle();
    expect(actions()).toMatchObject([{ outcome: { kind: "applied" } }]);
    expect(journal.memory(id).lastScaleOutAtMs).toBe(clock.ms);
  });

  test("keeps it while the pool can not be read", async () => {
    await left();
    cloud.unreadable = true;
    await cycle();
    expect(journal.openIntent(id)).not.toBeNull();
    expect(actions()).toEqual([]);
  });
});

describe("runCycle() where OCI has no more to give", () => {
  const reasons = async () => {
    const result = await cycle();
    return result.kind === "decided" ? result.decision.reasons.map(({ code }) => code) : [];
  };

  test.each(["OutOfCapacity", "LimitExceeded", "QuotaExceeded"])(
    "asks no more after %s, until the wait is over",
    async (code) => {
      cloud.answer = { kind: "refused", code, message: "no more" };
      await cycle();
      expect(journal.memory(id).shortage).toMatchObject({ availableSize: 2, attempts: 1 });
      clock.ms += 299_000;
      expect(await reasons()).toContain("CAPACITY_SHORTAGE");
      clock.ms += 1000;
      await cycle();
      expect(resizes()).toBe(2);
      expect(journal.memory(id).shortage).toMatchObject({ attempts: 2 });
    },
  );

  test("asks again after any other refusal", async () => {
    cloud.answer = { kind: "refused", code: "IncorrectState", message: "busy" };
    await cycle();
    expect(journal.memory(id).shortage).toBeNull();
    await cycle();
    expect(resizes()).toBe(2);
  });

  test("counts one attempt while one request stays short, and the next one when it asked again", async () => {
    await cycle();
    const short = () => {
      cloud.state.lifecycle = "SCALING";
      cloud.shortage = "Out of host capacity.";
    };
    short();
    for (let passes = 0; passes < 20; passes += 1) {
      clock.ms += 60_000;
      await cycle();
    }
    expect(resizes()).toBe(1);
    expect(journal.memory(id).shortage?.attempts).toBe(1);
    cloud.state.lifecycle = "RUNNING";
    cloud.shortage = null;
    cloud.instances = () => [{ id: "i-0", state: "running", createdAtMs: 0 }];
    await cycle();
    expect(resizes()).toBe(2);
    short();
    clock.ms += 1000;
    await cycle();
    expect(journal.memory(id).shortage?.attempts).toBe(2);
  });

  test("knows a shortage that shows while OCI scales, and forgets it when more run", async () => {
    cloud.state = { size: 4, lifecycle: "SCALING" };
    cloud.shortage = "Out of host capacity.";
    cloud.instances = () => [{ id: "i-0", state: "running", createdAtMs: 0 }];
    await cycle();
    expect(journal.memory(id).shortage).toMatchObject({ availableSize: 1, attempts: 1 });
    cloud.state = { size: 1, lifecycle: "RUNNING" };
    cloud.shortage = null;
    expect(await reasons()).toContain("CAPACITY_SHORTAGE");
    cloud.instances = FakeCloud.prototype.instances;
    cloud.state = { size: 2, lifecycle: "RUNNING" };
    await cycle();
    expect(journal.memory(id).shortage).toBeNull();
  });
});

describe("runCycle() under a node's total", () => {
  const other = poolConfig("", "ocid1.instancepool.oc1..other");

  test("counts a pool that was never seen with its maximum, and one that was with its size", async () => {
    const total = new NodeTotal({ pools: [pool, other], maxTotalInstances: 8 }, null);
    const task = { pool, configRevision: 7, total, overtaken: never };
    await runCycle(task, ports);
    expect(resizes()).toBe(0);
    total.note(other.oraclePoolId, 5);
    await runCycle(task, ports);
    expect(resizes()).toBe(1);
    expect(total.ceilingFor(other.oraclePoolId)?.otherInstances).toBe(3);
  });

  test("keeps sizes over a new config, and forgets pools that left", () => {
    const before = new NodeTotal({ pools: [pool, other], maxTotalInstances: 8 }, null);
    before.note(other.oraclePoolId, 5);
    const after = new NodeTotal({ pools: [pool, other], maxTotalInstances: 9 }, before);
    expect(after.ceilingFor(id)).toEqual({ maxTotalInstances: 9, otherInstances: 5 });
    const alone = new NodeTotal({ pools: [pool], maxTotalInstances: 9 }, before);
    expect(alone.ceilingFor(id)?.otherInstances).toBe(0);
  });
});
