import type { NodeStatus, OverviewOutput } from "../../../core/contract/site-contract.ts";

type Node = OverviewOutput["nodes"][number];
type Pool = Node["pools"][number];

/** Epoch ms of everything in the sample fleets of the tests. */
export const sampleNowMs = 1_750_000_000_000;

export function samplePool(name: string, changes: Partial<Pool> = {}): Pool {
  return {
    id: `id-${name}`,
    oraclePoolId: `ocid1.instancepool.oc1..${name}`,
    name,
    mode: "active",
    minSize: 2,
    maxSize: 10,
    latest: sampleReport(0),
    status: "healthy",
    statusReason: null,
    lastDecision: null,
    spark: { startMs: 0, stepMs: 30_000, sizes: [], cpuPercents: [] },
    ...changes,
  };
}

export function sampleReport(ageMinutes: number): NonNullable<Pool["latest"]> {
  return {
    atMs: sampleNowMs - ageMinutes * 60_000,
    currentInstances: 4,
    activeInstances: 4,
    cpuAvgPercent: 50,
    cpuMaxPercent: 70,
    ramAvgPercent: null,
    ramMaxPercent: null,
  };
}

export function sampleNode(name: string, status: NodeStatus, pools: Pool[]): Node {
  return {
    id: `id-${name}`,
    name,
    region: "us-ashburn-1",
    status,
    statusReason: status === "ACTIVE" ? null : "because",
    agentVersion: "0.1.0",
    registeredAtMs: sampleNowMs,
    lastHeartbeatAtMs: sampleNowMs,
    activeRevision: 1,
    appliedRevision: 1,
    pools,
  };
}
