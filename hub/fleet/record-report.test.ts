import { describe, expect, it } from "vitest";
import { emptyFleet } from "../testing/empty-fleet.ts";
import { decisionReport, heartbeat, poolOcid, poolReport } from "../testing/test-node.ts";
import type { FleetMemory, KnownNode } from "./memory.ts";
import type { Occasion } from "./plan.ts";
import { recordHeartbeat } from "./record-heartbeat.ts";
import { recordReport } from "./record-report.ts";

const nowMs = Date.UTC(2026, 10, 20, 12, 30);
const origin = { address: null, userAgent: null };
const occasion: Occasion = { nowMs, newId: () => crypto.randomUUID() };

function fleet(...ids: string[]): FleetMemory {
  const nodes = ids.map((id): [string, KnownNode] => [
    id,
    {
      id,
      name: id,
      region: "us-ashburn-1",
      registrationHash: id,
      status: "ACTIVE",
      lastHeartbeatAtMs: nowMs,
      appliedRevision: null,
      activeRevision: null,
      activeHash: null,
      heartbeatsUntilMs: 0,
      keyRotationAskedAtMs: null,
    },
  ]);
  return { ...emptyFleet(), nodes: new Map(nodes) };
}

/** A report's pool that the active config holds. */
function configured(memory: FleetMemory): FleetMemory {
  beat(memory, nowMs - 3_600_000, 0);
  for (const pool of memory.pools.values()) pool.configured = true;
  return memory;
}

const latestOf = (memory: FleetMemory) => [...memory.pools.values()][0]?.latest;
const beat = (memory: FleetMemory, atMs: number, currentInstances: number) =>
  recordHeartbeat(
    memory,
    { nodeId: "a", keyHash: "key", origin, heartbeatsPerMinute: 1_000_000 },
    heartbeat({
      sentAtMs: nowMs,
      pools: [poolReport("p", { sampledAtMs: atMs, currentInstances })],
    }),
    occasion,
  );
const report = (memory: FleetMemory, atMs: number, nodeId = "a", held: string[] = []) =>
  recordReport(
    memory,
    { nodeId, origin, heldPools: new Set(held), storedActions: new Set() },
    { events: [decisionReport("p", atMs)] },
    occasion,
  );
const rowsInto = (writes: { kind: string; into?: string }[], into: string) =>
  writes.filter((write) => write.into === into);

describe("a decision that is reported", () => {
  it("brings the pool's latest state with it, so that page and sentence agree", () => {
    const memory = fleet("a");
    beat(memory, nowMs - 5000, 9);
    report(memory, nowMs - 1000);
    expect(latestOf(memory)).toMatchObject({ atMs: nowMs - 1000, currentInstances: 4 });
  });

  it("does not turn the pool back when it comes late, but leaves its sample and its hour", () => {
    const memory = configured(fleet("a"));
    beat(memory, nowMs - 1000, 9);
    const { writes } = report(memory, nowMs - 3 * 3_600_000);
    expect(latestOf(memory)).toMatchObject({ atMs: nowMs - 1000, currentInstances: 9 });
    expect(rowsInto(writes, "sample")).toHaveLength(1);
    const hour = Math.floor(nowMs / 3_600_000) - 3;
    expect(rowsInto(writes, "poolHour")).toMatchObject([{ row: [expect.anything(), hour, 4] }]);
  });

  it("from a clock that is ahead counts as one of now", () => {
    const memory = fleet("a");
    const { writes } = report(memory, nowMs + 3_600_000);
    expect(latestOf(memory)?.atMs).toBe(nowMs);
    expect(rowsInto(writes, "decision")).toMatchObject([{ row: expect.arrayContaining([nowMs]) }]);
  });

  it("of a pool that never was the node's is left out, and in the audit log once", () => {
    const memory = fleet("a", "b");
    beat(memory, nowMs - 1000, 9);
    const { writes, topics, result } = report(memory, nowMs, "b");
    expect(result.accepted).toBe(1);
    expect(writes).toMatchObject([
      { kind: "audit", entry: { actorId: "b", status: "FAILURE", error: "not its pool" } },
    ]);
    expect(topics).toEqual(["overview"]);
    expect(report(memory, nowMs, "b").writes).toEqual([]);
  });

  it("of a pool that was the node's once is stored, and measures nothing", () => {
    const memory = fleet("a", "b");
    beat(memory, nowMs - 1000, 9);
    const { writes } = report(memory, nowMs, "b", [poolOcid("p")]);
    expect(rowsInto(writes, "decision")).toHaveLength(1);
    expect(rowsInto(writes, "sample")).toHaveLength(0);
    expect(latestOf(memory)?.currentInstances).toBe(9);
  });
});

describe("the hour's maximum", () => {
  it("is not written for a pool that no config holds", () => {
    expect(rowsInto(beat(fleet("a"), nowMs, 100_000).writes, "poolHour")).toHaveLength(0);
  });

  it("is written when it rises, and not again while it holds", () => {
    const memory = configured(fleet("a"));
    expect(rowsInto(beat(memory, nowMs, 5).writes, "poolHour")).toHaveLength(1);
    expect(rowsInto(beat(memory, nowMs, 5).writes, "poolHour")).toHaveLength(0);
    expect(rowsInto(beat(memory, nowMs, 4).writes, "poolHour")).toHaveLength(0);
    expect(rowsInto(beat(memory, nowMs, 6).writes, "poolHour")).toHaveLength(1);
  });
});
