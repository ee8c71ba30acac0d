import type { Pool } from "./pool.ts";
import type { WorkRequest } from "./work-requests.ts";

/** How long metrics, work requests and retry tokens are remembered. */
export const HISTORY_MS = 24 * 3600_000;
export type UpdatedBy = "api" | "someone_else";

/** One accepted UpdateInstancePool, or its like from the console. */
export interface Update {
  pool_id: string;
  from: number;
  to: number;
  retry_token: string | null;
  at_ms: number;
  by: UpdatedBy;
}

/** The first answer to a retry token. */
export interface RememberedAnswer {
  token: string;
  pool_id: string;
  body_sha256: string;
  at_ms: number;
  etag: string;
  body: unknown;
}

/** Everything that a restarted region must still know. */
export interface CloudState {
  version: 1;
  pools: Pool[];
  work_requests: WorkRequest[];
  updates: Update[];
  answers: RememberedAnswer[];
}

export function emptyState(): CloudState {
  return { version: 1, pools: [], work_requests: [], updates: [], answers: [] };
}

/** Drops what ended before `sinceMs`; true when anything went. */
export function forgetBefore(state: CloudState, sinceMs: number): boolean {
  const before = remembered(state);
  for (const pool of state.pools) {
    pool.instances = pool.instances.filter(({ gone_at_ms: goneAtMs }) => {
      return (goneAtMs ?? sinceMs) >= sinceMs;
    });
  }
  state.work_requests = state.work_requests.filter(({ finished_at_ms: finishedAtMs }) => {
    return (finishedAtMs ?? sinceMs) >= sinceMs;
  });
  state.answers = state.answers.filter((answer) => answer.at_ms >= sinceMs);
  return remembered(state) !== before;
}

function remembered({ work_requests, answers, pools }: CloudState): number {
  const instances = pools.reduce((sum, pool) => sum + pool.instances.length, 0);
  return work_requests.length + answers.length + instances;
}
