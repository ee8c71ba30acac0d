import {
  type CloudState,
  emptyState,
  forgetBefore,
  HISTORY_MS,
  type RememberedAnswer,
  type UpdatedBy,
} from "./cloud-state.ts";
import { FaultBoard } from "./fault-board.ts";
import { invalidParameter, notFound, OciError } from "./oci-error.ts";
import { keptInstances, type Pool, poolStateAt } from "./pool.ts";
import { launch, terminate } from "./resize.ts";
import { MAX_POOL_SIZE, type Scenario } from "./scenario.ts";
import { openWorkRequest, type WorkRequest } from "./work-requests.ts";

/** After this long without capacity OCI gives up and writes the size that runs. */
const SHORTAGE_GIVE_UP_MS = 24 * 3600_000;
const BACKFILL_MINUTES = 15;
const UPDATES_KEPT = 10_000;

/** The pools of the region: the only writer of their state. Saves after every change. */
export class Cloud {
  readonly scenario: Scenario;
  readonly faults = new FaultBoard();
  readonly state: CloudState;
  readonly now: () => number;
  readonly #save: (state: CloudState) => void;

  constructor(
    scenario: Scenario,
    saved: CloudState | null,
    ports: { now: () => number; save: (state: CloudState) => void },
  ) {
    this.scenario = scenario;
    this.now = ports.now;
    this.#save = ports.save;
    const known = saved ?? emptyState();
    this.state = { ...known, pools: scenario.pools.map((spec) => this.#restore(spec, known)) };
    this.#save(this.state);
  }

  /** Throws 404 when there is no such pool. */
  pool(poolId: string): Pool {
    const pool = this.state.pools.find((known) => known.id === poolId);
    if (pool === undefined) throw notFound();
    return pool;
  }

  /** Brings every pool up to now: launches what capacity allows and forgets old history. */
  settle(): void {
    const atMs = this.now();
    let changed = forgetBefore(this.state, atMs - HISTORY_MS);
    for (const pool of this.state.pools) {
      if (keptInstances(pool).length < pool.size) changed = this.#fill(pool, atMs) || changed;
    }
    if (changed) this.#save(this.state);
  }

  /** Changes the size, if the pool is RUNNING. The caller has called settle() and checked the etag. */
  resize(poolId: string, size: number, cause: { by: UpdatedBy; retryToken: string | null }): void {
    const pool = this.pool(poolId);
    const atMs = this.now();
    checkSize(size);
    if (poolStateAt(pool, atMs) !== "RUNNING") {
      const message = `The instance pool ${poolId} is in state SCALING; it must be RUNNING.`;
      throw new OciError(409, "IncorrectState", message);
    }
    const from = pool.size;
    const { by, retryToken } = cause;
    this.state.updates.push({
      pool_id: poolId,
      from,
      to: size,
      retry_token: retryToken,
      at_ms: atMs,
      by,
    });
    this.state.updates.splice(0, this.state.updates.length - UPDATES_KEPT);
    if (size !== from) this.#carryOut(pool, size, atMs);
    this.#save(this.state);
  }

  rename(poolId: string, displayName: string): void {
    const pool = this.pool(poolId);
    pool.display_name = displayName;
    pool.revision += 1;
    this.#save(this.state);
  }

  remember(answer: RememberedAnswer): void {
    this.state.answers.push(answer);
    this.#save(this.state);
  }

  #restore(spec: Scenario["pools"][number], known: CloudState): Pool {
    const saved = known.pools.find((pool) => pool.id === spec.id);
    if (saved !== undefined) return saved;
    const minuteMs = Math.max(60, this.scenario.metric_minute_seconds) * 1000;
    const sinceMs = this.now() - (BACKFILL_MINUTES + 1) * minuteMs;
    const pool: Pool = {
      id: spec.id,
      display_name: spec.display_name,
      created_at_ms: sinceMs,
      size: spec.size,
      revision: 1,
      launched: 0,
      short_since_ms: null,
      instances: [],
    };
    const plan = { count: spec.size, createdAtMs: sinceMs, runningAtMs: sinceMs };
    launch(pool, this.scenario.region, plan);
    return pool;
  }

  #carryOut(pool: Pool, size: number, atMs: number): void {
    const count = Math.abs(size - pool.size);
    const grows = size > pool.size;
    pool.size = size;
    pool.revision += 1;
    const operation = grows ? "LaunchInstancesInPool" : "TerminateInstancesInPool";
    const request = openWorkRequest(pool, this.scenario.region, { operation, wanted: count, atMs });
    this.state.work_requests.push(request);
    if (grows) {
      this.#fill(pool, atMs);
      return;
    }
    // Termination takes one OCI minute, so that it keeps pace with the scenario.
    const goneAtMs = atMs + this.scenario.metric_minute_seconds * 1000;
    const leaving = terminate(pool, { count, atMs, goneAtMs });
    request.instance_ids = leaving.map((instance) => instance.id);
    request.finished_at_ms = goneAtMs;
  }

  /** Launches missing instances as far as capacity allows; true when anything changed. */
  #fill(pool: Pool, atMs: number): boolean {
    const request = this.state.work_requests.findLast((known) => known.pool_id === pool.id);
    const shortage = this.faults.shortageOf(pool.id);
    const kept = keptInstances(pool).length;
    const missing = pool.size - kept;
    const room = shortage === undefined ? missing : Math.max(0, shortage.available - kept);
    const count = Math.min(missing, room);
    const runningAtMs = atMs + this.scenario.boot_seconds * 1000;
    const added = launch(pool, this.scenario.region, { count, createdAtMs: atMs, runningAtMs });
    request?.instance_ids.push(...added.map((instance) => instance.id));
    if (pool.short_since_ms !== null && count > 0) pool.revision += 1;
    if (count === missing) {
      pool.short_since_ms = null;
      if (request !== undefined) request.finished_at_ms = runningAtMs;
      return true;
    }
    return this.#runShort(pool, request, atMs) || count > 0;
  }

  #runShort(pool: Pool, request: WorkRequest | undefined, atMs: number): boolean {
    if (pool.short_since_ms === null) {
      pool.short_since_ms = atMs;
      const code = this.faults.shortageOf(pool.id)?.code ?? "OutOfCapacity";
      request?.errors.push({ code, message: SHORTAGE_MESSAGES[code], at_ms: atMs });
      return true;
    }
    if (atMs - pool.short_since_ms < SHORTAGE_GIVE_UP_MS) return false;
    pool.size = keptInstances(pool).length;
    pool.short_since_ms = null;
    pool.revision += 1;
    if (request !== undefined) Object.assign(request, { finished_at_ms: atMs, failed: true });
    return true;
  }
}

const SHORTAGE_MESSAGES = {
  OutOfCapacity:
    "OutOfCapacity: Out of host capacity. Create the instance in a different availability domain " +
    "or try again later.",
  LimitExceeded:
    "LimitExceeded: The following service limits were exceeded: standard-e4-core-count. Request a " +
    "service limit increase from the service limits page in the console.",
} as const;

function checkSize(size: number): void {
  if (!Number.isInteger(size) || size < 0) {
    throw invalidParameter(`size must be a whole number of at least 0, but is ${size}`);
  }
  if (size > MAX_POOL_SIZE) {
    const message = `size ${size} is above the limit of ${MAX_POOL_SIZE} instances in a pool.`;
    throw new OciError(400, "LimitExceeded", message);
  }
}
