import type { IncomingMessage } from "node:http";
import { asFields, asNumber, InvalidField, onlyKeys } from "./checked-fields.ts";
import type { Cloud } from "./cloud.ts";
import type { Update } from "./cloud-state.ts";
import type { Demand } from "./demand/demand.ts";
import type { Answer } from "./exchange.ts";
import { type Fault, parseFaults } from "./faults.ts";
import { invalidParameter, notFound, OciError } from "./oci-error.ts";
import { parseJson } from "./parse-json.ts";
import { countsAt, etagAt, type PoolState, poolStateAt } from "./pool.ts";
import { readBody } from "./read-body.ts";
import { MAX_POOL_SIZE } from "./scenario.ts";

export interface PoolView {
  id: string;
  display_name: string;
  size: number;
  state: PoolState;
  etag: string;
  running: number;
  booting: number;
  terminating: number;
  /** Instances' worth of work at this moment. */
  demand: number;
}

export interface RegionView {
  region: string;
  now_ms: number;
  pools: PoolView[];
  updates: Update[];
  /** Requests by operation and HTTP status. */
  requests: Record<string, Record<string, number>>;
}

/** What a test or a demo may see and steer; the HTTP API under /sim/ calls these. */
export interface RegionControl {
  state(): RegionView;
  faults(): Fault[];
  /** Replaces the whole list. Throws InvalidField that names a wrong field. */
  setFaults(faults: readonly Fault[]): void;
  clearFaults(): void;
  /** Someone else resizes the pool; the rules of UpdateInstancePool hold. */
  resize(poolId: string, size: number): void;
}

export function regionControl(
  cloud: Cloud,
  demands: ReadonlyMap<string, Demand>,
  requests: RegionView["requests"],
): RegionControl {
  const setFaults = (faults: readonly Fault[]) => {
    const poolIds = cloud.scenario.pools.map((pool) => pool.id);
    cloud.faults.replace(parseFaults(faults, poolIds));
    cloud.settle();
  };
  return {
    state: () => {
      cloud.settle();
      return viewOf(cloud, demands, requests);
    },
    faults: () => cloud.faults.list(),
    setFaults,
    clearFaults: () => setFaults([]),
    resize: (poolId, size) => {
      cloud.settle();
      cloud.resize(poolId, size, { by: "someone_else", retryToken: null });
    },
  };
}

function viewOf(
  cloud: Cloud,
  demands: ReadonlyMap<string, Demand>,
  requests: RegionView["requests"],
): RegionView {
  const nowMs = cloud.now();
  return {
    region: cloud.scenario.region,
    now_ms: nowMs,
    pools: cloud.state.pools.map((pool) => ({
      id: pool.id,
      display_name: pool.display_name,
      size: pool.size,
      state: poolStateAt(pool, nowMs),
      etag: etagAt(pool, nowMs),
      ...countsAt(pool, nowMs),
      demand: demands.get(pool.id)?.(nowMs) ?? 0,
    })),
    updates: structuredClone(cloud.state.updates),
    requests: structuredClone(requests),
  };
}

/** The control API: GET /sim/state, GET PUT DELETE /sim/faults, POST /sim/pools/:id/resize. */
export async function answerControl(
  control: RegionControl,
  request: IncomingMessage,
  path: string,
): Promise<Answer> {
  const resize = /^\/sim\/pools\/([^/]+)\/resize$/.exec(path);
  const body = await readBody(request);
  try {
    switch (`${request.method} ${resize === null ? path : "/sim/pools/:id/resize"}`) {
      case "GET /sim/state":
        return { status: 200, body: control.state() };
      case "GET /sim/faults":
        return { status: 200, body: control.faults() };
      case "PUT /sim/faults":
        control.setFaults(parseJson(body) as Fault[]);
        return { status: 200, body: control.faults() };
      case "DELETE /sim/faults":
        control.clearFaults();
        return { status: 200, body: control.faults() };
      case "POST /sim/pools/:id/resize":
        control.resize(decode(resize?.[1] ?? ""), parseSize(parseJson(body)));
        return { status: 200, body: control.state() };
      default:
        throw new OciError(404, "NotFound", `${request.method} ${path} is not a control call.`);
    }
  } catch (error) {
    if (error instanceof InvalidField) throw invalidParameter(error.message);
    throw error;
  }
}

function decode(poolId: string): string {
  try {
    return decodeURIComponent(poolId);
  } catch {
    throw notFound();
  }
}

function parseSize(body: unknown): number {
  const fields = asFields(body, "body");
  onlyKeys(fields, "", ["size"]);
  return asNumber(fields.size, "size", { min: 0, max: MAX_POOL_SIZE, integer: true });
}
