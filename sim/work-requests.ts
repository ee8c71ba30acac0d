import { ocid } from "./ocid.ts";
import { type Instance, instanceStateAt, type Pool } from "./pool.ts";

/** Names that OCI gives the work requests of a pool's resize. */
type WorkRequestOperation = "LaunchInstancesInPool" | "TerminateInstancesInPool";

interface WorkRequestFailure {
  code: "OutOfCapacity" | "LimitExceeded";
  message: string;
  at_ms: number;
}

export interface WorkRequest {
  id: string;
  pool_id: string;
  operation: WorkRequestOperation;
  accepted_at_ms: number;
  /** How many instances it launches or terminates in all. */
  wanted: number;
  instance_ids: string[];
  /** When its last instance is there or gone; null while some are missing for want of capacity. */
  finished_at_ms: number | null;
  failed: boolean;
  errors: WorkRequestFailure[];
}

type WorkRequestStatus = "ACCEPTED" | "IN_PROGRESS" | "SUCCEEDED" | "FAILED";

const ACCEPTED_MS = 500;

export function openWorkRequest(
  pool: Pool,
  region: string,
  plan: { operation: WorkRequestOperation; wanted: number; atMs: number },
): WorkRequest {
  return {
    id: ocid("coreservicesworkrequest", region, `${pool.id}/${pool.revision}`),
    pool_id: pool.id,
    operation: plan.operation,
    accepted_at_ms: plan.atMs,
    wanted: plan.wanted,
    instance_ids: [],
    finished_at_ms: null,
    failed: false,
    errors: [],
  };
}

function statusAt(request: WorkRequest, atMs: number): WorkRequestStatus {
  if (request.finished_at_ms !== null && atMs >= request.finished_at_ms) {
    return request.failed ? "FAILED" : "SUCCEEDED";
  }
  return atMs < startedAtMs(request) ? "ACCEPTED" : "IN_PROGRESS";
}

function startedAtMs(request: WorkRequest): number {
  const started = request.accepted_at_ms + ACCEPTED_MS;
  return Math.min(started, request.finished_at_ms ?? started);
}

function percentAt(request: WorkRequest, instances: Instance[], atMs: number): number {
  if (statusAt(request, atMs) === "SUCCEEDED") return 100;
  const goal = request.operation === "LaunchInstancesInPool" ? "RUNNING" : "GONE";
  const done = instances.filter(
    (instance) =>
      request.instance_ids.includes(instance.id) && instanceStateAt(instance, atMs) === goal,
  );
  return Math.round((100 * done.length) / request.wanted);
}

/** The summary as OCI sends it; GetWorkRequest adds `resources`. */
export function workRequestSummary(
  request: WorkRequest,
  context: { pool: Pool; compartmentId: string; atMs: number },
) {
  const { pool, compartmentId, atMs } = context;
  const status = statusAt(request, atMs);
  const finished = status === "SUCCEEDED" || status === "FAILED";
  return {
    id: request.id,
    operationType: request.operation,
    status,
    compartmentId,
    percentComplete: percentAt(request, pool.instances, atMs),
    timeAccepted: new Date(request.accepted_at_ms).toISOString(),
    timeStarted: status === "ACCEPTED" ? null : new Date(startedAtMs(request)).toISOString(),
    timeFinished: finished ? new Date(request.finished_at_ms ?? atMs).toISOString() : null,
  };
}
