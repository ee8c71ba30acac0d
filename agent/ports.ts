import type { PoolConfig } from "../core/config/node-config.ts";
import type {
  ConfigOutput,
  HeartbeatInput,
  HeartbeatOutput,
  RegisterInput,
  RegisterOutput,
  ReportInput,
  ReportOutput,
  RotateKeyOutput,
} from "../core/contract/agent-contract.ts";
import type { ActionReport, DecisionReport, Outcome } from "../core/contract/decision-record.ts";
import type { PoolMemory, PoolState } from "../core/scaling/policy.ts";
import type { Instance, Sample } from "../core/scaling/signal.ts";

/** Reads load. */
export interface MetricSource {
  /**
   * Samples over the last 10 minutes before `atMs` (epoch ms): `cpu` and `ram` of the pool's
   * instances, in percent, and whatever else its policy reads. None where nothing reported; a
   * metric that alone can not be read is left out. Throws AgentFault when nothing can be read.
   */
  read(pool: PoolConfig, atMs: number): Promise<Sample[]>;
}

/** The pool at one moment; `etag` changes with every change of the pool. */
export interface PoolReading {
  state: PoolState;
  etag: string;
}

/** A resize that was decided: kept in the journal before OCI is asked, until its outcome is known. */
export interface Intent {
  /** The action's id, and the retry token that lets OCI recognize a repeated request. */
  id: string;
  decisionId: string;
  oraclePoolId: string;
  poolName: string;
  direction: "out" | "in";
  fromSize: number;
  toSize: number;
  etag: string;
  requestedAtMs: number;
}

/** Why it is not known whether OCI carried a request out. */
export interface Doubt {
  code: string;
  message: string;
}

export type ResizeAnswer = Outcome | ({ kind: "unknown" } & Doubt);

/** Sees and resizes the instance pools of one region. */
export interface PoolControl {
  /** What keeps the agent from asking OCI at all, in a sentence; null when nothing does. */
  obstacle(): Promise<string | null>;
  /** The pool as it is now. Throws AgentFault when it can not be read, a missing pool included. */
  read(pool: PoolConfig): Promise<PoolReading>;
  /** Every instance of the pool, however many. Throws AgentFault. */
  instances(pool: PoolConfig): Promise<Instance[]>;
  /**
   * Asks for the intent's size, once, and only if the pool still has the intent's etag. Never
   * throws: what OCI says is an outcome, and silence is `unknown`.
   */
  resize(intent: Intent): Promise<ResizeAnswer>;
  /** Why the pool's newest resize is short of instances, in OCI's words, or null. Throws AgentFault. */
  shortage(pool: PoolConfig): Promise<string | null>;
}

/** `unauthorized`: the key or token is refused. `rejected`: the hub understood and will never accept. */
export type HubAnswer<Value> =
  | { kind: "answered"; value: Value }
  | { kind: "unauthorized"; message: string }
  | { kind: "rejected"; message: string };

/** The hub, as the agent sees it. Everything throws AgentFault HUB_UNREACHABLE on any other failure. */
export interface HubLink {
  /** Enrols the node; asking again with the same registration id repeats the answer. */
  register(input: RegisterInput): Promise<HubAnswer<RegisterOutput>>;
  heartbeat(apiKey: string, input: HeartbeatInput): Promise<HubAnswer<HeartbeatOutput>>;
  /** The node's active config; null while none was published. */
  config(apiKey: string): Promise<HubAnswer<ConfigOutput>>;
  /** A second key; both are good until the new one was used for a while. */
  rotateKey(apiKey: string): Promise<HubAnswer<RotateKeyOutput>>;
  /** Hands over events; the hub recognizes those it has by their ids. */
  report(apiKey: string, events: ReportInput["events"]): Promise<HubAnswer<ReportOutput>>;
}

export type HubEvent = DecisionReport | ActionReport;

export interface StoredConfig {
  revision: number;
  hash: string;
  yaml: string;
}

export interface Identity {
  registrationId: string;
  /** Null until the hub enrolled the node. */
  enrolled: Enrolment | null;
}

interface Enrolment {
  nodeId: string;
  apiKey: string;
  /** SHA-256 of the enrolment token that was used: another token asks for a new key. */
  tokenHash: string;
}

/**
 * What must survive a crash. Each method is one durable transaction: when it returns, it is on
 * disk; when it throws AgentFault JOURNAL_UNUSABLE, nothing of it is.
 */
export interface Journal {
  /** The node's identity; makes and keeps a registration id the first time. */
  identity(newId: () => string): Identity;
  saveEnrolment(enrolment: Enrolment): void;
  /** A key that replaces the one of the enrolment. */
  saveApiKey(apiKey: string): void;
  /** The last known good config, or null. */
  config(): StoredConfig | null;
  saveConfig(config: StoredConfig): void;
  /** The pool's memory, empty for a pool never seen; `inFlight` tells of an open intent. */
  memory(oraclePoolId: string): PoolMemory;
  /** The resize whose outcome is not known, or null; a pool has one at most. */
  openIntent(oraclePoolId: string): Intent | null;
  /** Keeps a decision for the hub and its memory, and its intent if it resizes. */
  recordDecision(event: DecisionReport, memory: PoolMemory, intent: Intent | null): void;
  /** Closes the intent that has the action's id; keeps the action for the hub and the memory. */
  recordOutcome(event: ActionReport, memory: PoolMemory): void;
  /** The oldest events the hub has not confirmed, in order, as many as one request may carry. */
  nextEvents(): { seq: number; event: HubEvent }[];
  /** Forgets events that the hub has. */
  confirm(seqs: readonly number[]): void;
  /** Takes an event out of the way that the hub will never accept, and keeps it with the reason. */
  bury(seq: number, reason: string, atMs: number): void;
  close(): void;
}

/** Time and chance, as arguments. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Ends early, without an error, when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A new id that sorts by time. */
  newId(): string;
}

export interface AgentPorts {
  metrics: MetricSource;
  pools: PoolControl;
  hub: HubLink;
  journal: Journal;
  clock: Clock;
}
