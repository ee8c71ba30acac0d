import type { PoolReport } from "../../core/contract/agent-contract.ts";
import type { NodeStatus } from "../../core/contract/site-contract.ts";
import type { ChainHead } from "../../db/audit-chain.ts";
import type { People } from "../auth/people.ts";

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
  /** Until when its heartbeats so far use up its rate limit; see auth/rate-limit.ts. */
  heartbeatsUntilMs: number;
  /** When a person asked for a new key; null when none is wanted. */
  keyRotationAskedAtMs: number | null;
}

/** A key that is neither revoked nor past its overlap. */
export interface KnownKey {
  id: string;
  nodeId: string;
  createdAtMs: number;
  firstUsedAtMs: number | null;
  /** Of a key that another one replaced: the end of the overlap. */
  expiresAtMs: number | null;
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
  uses: number;
  maxUses: number;
  /** When each node registered with it, epoch ms by node id. */
  usedBy: Map<string, number>;
}

/**
 * The fleet as the single writer knows it. Verbs read it, and change it in the same breath as
 * they plan the writes; since every write passes through the ledger it is right at any time, and
 * whenever a commit fails the ledger loads it anew.
 */
export interface FleetMemory {
  nodes: Map<string, KnownNode>;
  /** By SHA-256; revoked ones are not in here. */
  keys: Map<string, KnownKey>;
  /** By OCID. */
  pools: Map<string, KnownPool>;
  /** Enrolment tokens that are neither expired nor revoked, by SHA-256. */
  tokens: Map<string, KnownToken>;
  people: People;
  /** The newest row of the audit log; the ledger moves it on. */
  auditHead: ChainHead;
  /** Actions planned since this memory was loaded: a report that comes twice is told from it. */
  actions: Set<string>;
  /** Which node reported on which other node's pool since then: the audit log has that once. */
  strays: Set<string>;
}
