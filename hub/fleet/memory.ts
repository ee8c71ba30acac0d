import type { PoolReport } from "../../core/contract/agent-contract.ts";
import type { NodeStatus } from "../../core/contract/site-contract.ts";

/** What the ledger remembers of a node. */
export interface KnownNode {
  id: string;
  name: string;
  region: string;
  registrationHash: string;
  status: NodeStatus;
  lastHeartbeatAtMs: number | null;
  /** The revision the agent says it acts on. */
  appliedRevision: number | null;
  activeRevision: number | null;
  activeHash: string | null;
}

/** What was measured of a pool at one time. */
export type Measured = Pick<
  PoolReport,
  | "currentInstances"
  | "activeInstances"
  | "cpuAvgPercent"
  | "cpuMaxPercent"
  | "ramAvgPercent"
  | "ramMaxPercent"
> & { atMs: number };

/** How the agent judges a pool. */
export type Standing = Pick<PoolReport, "status" | "statusReason" | "isActive">;

export interface KnownPool {
  id: string;
  oraclePoolId: string;
  nodeId: string;
  name: string;
  configured: boolean;
  /** The newest measurement and the agent's last judgement, as they are stored. */
  latest: Measured | null;
  standing: Omit<Standing, "status"> & { status: Standing["status"] | null };
  /** The newest hour that was counted, and the highest count stored for it. */
  hour: number;
  hourMax: number;
}

export interface KnownToken {
  id: string;
  region: string | null;
  expiresAtMs: number;
  usedAtMs: number | null;
  usedByNodeId: string | null;
}

/**
 * The fleet as the single writer knows it. Verbs read it, and change it in the same breath as
 * they plan the writes; since every write passes through the ledger it is right at any time, and
 * whenever a commit fails the ledger loads it anew.
 */
export interface FleetMemory {
  nodes: Map<string, KnownNode>;
  /** Node id by SHA-256 of its keys; revoked ones are not in here. */
  keys: Map<string, string>;
  /** By OCID. */
  pools: Map<string, KnownPool>;
  /** Enrolment tokens that have not expired, by SHA-256. */
  tokens: Map<string, KnownToken>;
}
