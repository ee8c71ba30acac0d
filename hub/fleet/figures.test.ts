import { describe, expect, it } from "vitest";
import type { NodeSummary } from "../../core/contract/site-contract.ts";
import { figuresOf } from "./figures.ts";
import type { ListedPool } from "./list-pools.ts";

const nowMs = Date.UTC(2026, 10, 20, 12);
const minutesAgo = (minutes: number): number => nowMs - minutes * 60_000;

const node = (id: string, status: NodeSummary["status"], heartbeatMinutes = 0): NodeSummary => ({
  id,
  name: id,
  region: "us-ashburn-1",
  status,
  statusReason: null,
  agentVersion: null,
  registeredAtMs: 0,
  lastHeartbeatAtMs: minutesAgo(heartbeatMinutes),
  activeRevision: 1,
  appliedRevision: 1,
});

const pool = (nodeId: string, instances: number, minutes: number, isActive = true): ListedPool => ({
  id: `${nodeId}-${instances}-${minutes}`,
  oraclePoolId: "",
  name: "",
  nodeId,
  isActive,
  compartmentId: "",
  mode: "active",
  minSize: 1,
  maxSize: 9,
  status: "healthy",
  statusReason: null,
  lastDecision: null,
  spark: { startMs: 0, stepMs: 1, sizes: [], cpuPercents: [] },
  latest: {
    atMs: minutesAgo(minutes),
    currentInstances: instances,
    activeInstances: instances,
    cpuAvgPercent: null,
    cpuMaxPercent: null,
    ramAvgPercent: null,
    ramMaxPercent: null,
  },
});

describe("figuresOf()", () => {
  it("counts a node as active when it is ACTIVE and was heard within 10 minutes", () => {
    const nodes = [
      node("a", "ACTIVE", 9.9),
      node("b", "ACTIVE", 10),
      node("c", "OFFLINE"),
      node("d", "ERROR"),
      node("e", "INACTIVE"),
    ];
    expect(figuresOf(nodes, [], 0, nowMs)).toMatchObject({ activeNodes: 1, nodes: 5 });
  });

  it("counts a pool as active when it was active within 24 hours", () => {
    const pools = [pool("a", 1, 1439), pool("a", 2, 1441), pool("a", 3, 1, false)];
    expect(figuresOf([node("a", "ACTIVE")], pools, 0, nowMs)).toMatchObject({
      activePools: 1,
      pools: 3,
    });
  });

  it.each([
    ["the last 5 minutes", [pool("a", 3, 4), pool("a", 4, 6)], 3],
    ["the last 15, when nothing is younger", [pool("a", 3, 14), pool("a", 4, 16)], 3],
    ["the last 30, when nothing is younger", [pool("a", 3, 29), pool("a", 4, 31)], 3],
    ["nothing older", [pool("a", 4, 31)], 0],
    ["pools of ACTIVE nodes only", [pool("a", 3, 1), pool("b", 9, 1)], 3],
  ])("sums current instances of %s", (_what, pools, instances) => {
    const nodes = [node("a", "ACTIVE"), node("b", "OFFLINE")];
    expect(figuresOf(nodes, pools, 0, nowMs).instances).toBe(instances);
  });

  it("never says a peak below what runs now", () => {
    const nodes = [node("a", "ACTIVE")];
    expect(figuresOf(nodes, [pool("a", 7, 1)], 5, nowMs).peak24h).toBe(7);
    expect(figuresOf(nodes, [pool("a", 7, 1)], 12, nowMs).peak24h).toBe(12);
  });
});
