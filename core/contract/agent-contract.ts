import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import { actionReportSchema, decisionReportSchema } from "./decision-record.ts";
import type { Mutation, Query, RouterOf } from "./router-types.ts";

/** What crosses the wire between an agent and the hub. Times are epoch milliseconds. */
const epochMs = z.int().min(0).max(8_640_000_000_000_000);
const percentOrNull = z.number().min(0).max(1_000_000).nullable();
const instances = z.int().min(0).max(100_000);

/** Letters, digits, dot, dash and underscore, so that a name is safe in a path or a log line. */
export const nodeNameSchema = z
  .string()
  .regex(/^[\w][\w.-]{0,62}$/, "expected 1 to 63 letters, digits, dots, dashes or underscores");

export const regionSchema = z
  .string()
  .max(40)
  .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'expected a region, for example "us-ashburn-1"');

export const registerInput = z.object({
  enrolmentToken: z.string().min(1).max(200),
  /** Made once by the agent and kept in its journal; lets it ask again when the answer was lost. */
  registrationId: z.uuid(),
  name: nodeNameSchema,
  region: regionSchema,
  agentVersion: cleanText(50),
});

export const poolReportSchema = z.object({
  oraclePoolId: cleanText(255).min(1),
  name: cleanText(100).min(1),
  /** Size asked for, and instances that run. */
  currentInstances: instances,
  activeInstances: instances,
  cpuAvgPercent: percentOrNull,
  cpuMaxPercent: percentOrNull,
  ramAvgPercent: percentOrNull,
  ramMaxPercent: percentOrNull,
  status: z.enum(["healthy", "warning", "error"]),
  statusReason: cleanText(500).nullable(),
  /** Whether OCI reports the pool as existing and the agent automates it. */
  isActive: z.boolean(),
  /** When it was measured; null for a pool that could never be read. */
  sampledAtMs: epochMs.nullable(),
});

export const heartbeatInput = z.object({
  sentAtMs: epochMs,
  status: z.enum(["ACTIVE", "ERROR"]),
  statusReason: cleanText(500).nullable(),
  agentVersion: cleanText(50),
  /** The revision the agent acts on; null before its first. */
  configRevision: z.int().min(0).nullable(),
  pools: z.array(poolReportSchema).max(200),
});

export const reportInput = z.object({
  events: z
    .array(z.discriminatedUnion("kind", [decisionReportSchema, actionReportSchema]))
    .min(1)
    .max(100),
});

export type PoolReport = z.infer<typeof poolReportSchema>;
export type HeartbeatInput = z.infer<typeof heartbeatInput>;
export type RegisterInput = z.infer<typeof registerInput>;
export type ReportInput = z.infer<typeof reportInput>;

export interface RegisterOutput {
  nodeId: string;
  /** Starts with `ask_`; shown this once, the hub keeps its SHA-256 only. */
  apiKey: string;
}

export interface RotateKeyOutput {
  /** Shown this once. The key that asked stays valid for a while after this one's first use. */
  apiKey: string;
}

export interface HeartbeatOutput {
  configUpdateNeeded: boolean;
  /** A person wants the node to use a new key: ask for it with `rotateKey`. */
  keyRotationNeeded: boolean;
  receivedAtMs: number;
}

/** A node's active config; null while none was published. */
export type ConfigOutput = { revision: number; hash: string; yaml: string } | null;

export interface ReportOutput {
  /** All events of the call; those that the hub had already are not stored twice. */
  accepted: number;
}

export type AgentRecord = {
  register: Mutation<RegisterInput, RegisterOutput>;
  heartbeat: Mutation<HeartbeatInput, HeartbeatOutput>;
  config: Query<void, ConfigOutput>;
  report: Mutation<ReportInput, ReportOutput>;
  rotateKey: Mutation<void, RotateKeyOutput>;
};

/** The agent's view of the hub, without the hub's code. */
export type AgentRouter = RouterOf<AgentRecord>;
