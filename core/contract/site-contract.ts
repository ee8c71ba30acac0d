import { z } from "zod";
import { type ConfigIssue, mostCharacters } from "../config/config-issue.ts";
import type { Decision, DecisionInputs } from "../scaling/decision.ts";
import type { Mode } from "../scaling/policy.ts";
import { regionSchema } from "./agent-contract.ts";
import type { AuditRecord } from "./audit-contract.ts";
import type { Outcome } from "./decision-record.ts";
import { enrolmentTokenSeconds, enrolmentTokenUses } from "./limits.ts";
import type { PeopleRecord, tokenIdInput } from "./people-contract.ts";
import type { Mutation, Query, RouterOf } from "./router-types.ts";

// What crosses the wire between the dashboard (or automation) and the hub. Times: epoch ms.

/** INACTIVE until the first heartbeat, OFFLINE when they stay away, ERROR when the agent says so. */
export type NodeStatus = "INACTIVE" | "ACTIVE" | "ERROR" | "OFFLINE";
/** How the agent says that a pool fares. */
export type PoolStatus = "healthy" | "warning" | "error";

/** Which node. */
export const nodeIdInput = z.object({ nodeId: z.uuid() });

/** Which pool, and how much of its past. */
export const poolInput = z.object({
  poolId: z.uuid(),
  /** How far back samples and decisions go, in minutes. */
  minutes: z.int().min(1).max(10_080).default(60),
});

/** How many of the newest events. */
export const eventsInput = z.object({ limit: z.int().min(1).max(200).default(50) });

/** A config for a node, as its editor wrote it. */
export const publishConfigInput = z.object({
  nodeId: z.uuid(),
  yaml: z.string().max(mostCharacters),
  /** The revision the editor started from, 0 for a node without config; a newer one refuses. */
  expectedRevision: z.int().min(0),
});

/** Which nodes a new enrolment token lets in, and until when. */
export const createEnrolmentTokenInput = z.object({
  /** The only region a node may register in with it; null for any. */
  region: regionSchema.nullable(),
  expiresInSeconds: z
    .int()
    .min(enrolmentTokenSeconds.least)
    .max(enrolmentTokenSeconds.most)
    .default(enrolmentTokenSeconds.usual),
  /** How many nodes may register with it. */
  maxUses: z
    .int()
    .min(enrolmentTokenUses.least)
    .max(enrolmentTokenUses.most)
    .default(enrolmentTokenUses.usual),
});

/** `publishConfigInput` once it was read. */
export type PublishConfigInput = z.infer<typeof publishConfigInput>;
/** `createEnrolmentTokenInput` once it was read. */
export type CreateEnrolmentTokenInput = z.infer<typeof createEnrolmentTokenInput>;

/** A measured value of a pool at a time; the numbers may be unknown. */
export interface SamplePoint {
  atMs: number;
  currentInstances: number;
  activeInstances: number;
  cpuAvgPercent: number | null;
  cpuMaxPercent: number | null;
  ramAvgPercent: number | null;
  ramMaxPercent: number | null;
}

/** The last decision of a pool in one sentence. */
export interface DecisionSummary {
  id: string;
  atMs: number;
  kind: "hold" | "resize";
  direction: "out" | "in" | null;
  sentence: string;
}

/** The last 30 minutes in equal steps, oldest first; null where nothing was measured. */
export interface Spark {
  startMs: number;
  stepMs: number;
  sizes: (number | null)[];
  cpuPercents: (number | null)[];
}

/** A pool with its newest figures. */
export interface PoolSummary {
  id: string;
  oraclePoolId: string;
  name: string;
  mode: Mode;
  minSize: number;
  maxSize: number;
  /** Null until the first report. */
  latest: SamplePoint | null;
  status: PoolStatus | null;
  statusReason: string | null;
  lastDecision: DecisionSummary | null;
  spark: Spark;
}

/** A node, and how it stands with its hub. */
export interface NodeSummary {
  id: string;
  name: string;
  region: string;
  status: NodeStatus;
  statusReason: string | null;
  agentVersion: string | null;
  registeredAtMs: number;
  lastHeartbeatAtMs: number | null;
  /** The published revision, and the one the agent says it acts on; null for none. */
  activeRevision: number | null;
  appliedRevision: number | null;
}

/** The four figures of the dashboard. */
export interface Figures {
  activeNodes: number;
  nodes: number;
  activePools: number;
  pools: number;
  instances: number;
  peak24h: number;
}

/** Something that happened: a resize, a node's status change, a published config. */
export interface FleetEvent {
  id: string;
  atMs: number;
  kind: "resize" | "lifecycle" | "config";
  /** Of a resize; null for the others. */
  direction: "out" | "in" | null;
  tone: "good" | "neutral" | "warning" | "bad";
  nodeId: string;
  nodeName: string;
  poolId: string | null;
  poolName: string | null;
  title: string;
  detail: string | null;
}

/** Everything that the dashboard shows. */
export interface OverviewOutput {
  /** The hub's clock when it answered. */
  asOfMs: number;
  /** Whether the cloud behind this fleet is simulated. */
  simulation: boolean;
  figures: Figures;
  nodes: (NodeSummary & { pools: PoolSummary[] })[];
  events: FleetEvent[];
}

/** A change of a node's status. */
export interface LifecycleEvent {
  id: string;
  atMs: number;
  kind: "REGISTERED" | "CAME_ONLINE" | "WENT_OFFLINE" | "REPORTED_ERROR" | "RECOVERED";
  reason: string;
  /** What noticed it: the agent's heartbeat, or the hub's own clock. */
  trigger: string;
}

/** A node with its pools, its past and its config. */
export interface NodeOutput extends NodeSummary {
  pools: PoolSummary[];
  lifecycle: LifecycleEvent[];
  /** Null while none was published, and for a USER. */
  config: { revision: number; hash: string; yaml: string; publishedAtMs: number } | null;
}

/** A decision with what it was made from and what came of it. */
export interface DecisionRow extends DecisionSummary {
  decision: Decision;
  inputs: DecisionInputs;
  configRevision: number;
  action: {
    id: string;
    requestedAtMs: number;
    finishedAtMs: number;
    fromSize: number;
    toSize: number;
    outcome: Outcome;
  } | null;
}

/** A pool with its past. */
export interface PoolOutput {
  pool: PoolSummary & { region: string; compartmentId: string };
  node: NodeSummary;
  samples: SamplePoint[];
  /** Newest first, at most 500. */
  decisions: DecisionRow[];
}

/** The revision that is active after publishing. */
export interface PublishConfigOutput {
  revision: number;
  hash: string;
  /** False when the document means the same as the active revision: nothing was stored. */
  changed: boolean;
  /** What is legal in it, but suspicious. */
  warnings: ConfigIssue[];
}

/** An enrolment token without its secret; used, revoked and expired ones stay in the list. */
export interface EnrolmentTokenRow {
  id: string;
  region: string | null;
  createdAtMs: number;
  expiresAtMs: number;
  uses: number;
  maxUses: number;
  revokedAtMs: number | null;
}

/** A new enrolment token, with its secret. */
export interface CreateEnrolmentTokenOutput {
  tokenId: string;
  /** Shown this once; the hub keeps its SHA-256 only. */
  token: string;
  expiresAtMs: number;
}

/** The topics an open page can be told about: what changed since it last looked. */
export interface LiveMessage {
  topics: string[];
}

/** The procedures under /trpc/. */
export type SiteRecord = FleetRecord & PeopleRecord & AuditRecord;

/** The procedures about nodes, pools and what lets nodes in. */
export type FleetRecord = {
  ping: Query<void, { ok: true }>;
  overview: Query<void, OverviewOutput>;
  nodes: Query<void, NodeSummary[]>;
  node: Query<z.input<typeof nodeIdInput>, NodeOutput>;
  pool: Query<z.input<typeof poolInput>, PoolOutput>;
  events: Query<z.input<typeof eventsInput>, FleetEvent[]>;
  publishConfig: Mutation<z.input<typeof publishConfigInput>, PublishConfigOutput>;
  createEnrolmentToken: Mutation<
    z.input<typeof createEnrolmentTokenInput>,
    CreateEnrolmentTokenOutput
  >;
  enrolmentTokens: Query<void, EnrolmentTokenRow[]>;
  revokeEnrolmentToken: Mutation<z.input<typeof tokenIdInput>, { ok: true }>;
  revokeNodeKeys: Mutation<z.input<typeof nodeIdInput>, { revoked: number }>;
  /** The agent gets itself a new key with its next heartbeat; the old one stays valid until then. */
  rotateNodeKey: Mutation<z.input<typeof nodeIdInput>, { ok: true }>;
};

/** The dashboard's view of the hub, without the hub's code. */
export type SiteRouter = RouterOf<SiteRecord>;
