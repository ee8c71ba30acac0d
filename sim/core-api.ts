import { createHash } from "node:crypto";
import { asFields, asText, type Fields, InvalidField } from "./checked-fields.ts";
import type { Cloud } from "./cloud.ts";
import type { RememberedAnswer } from "./cloud-state.ts";
import { requireCompartment } from "./compartment.ts";
import { instanceBody, instanceSummaryBody, poolBody, poolSummaryBody } from "./core-bodies.ts";
import { type Answer, type Call, headerOf } from "./exchange.ts";
import { invalidParameter, notFound, OciError } from "./oci-error.ts";
import { pageOf, sorted } from "./paging.ts";
import { parseJson } from "./parse-json.ts";
import { etagAt, membersAt } from "./pool.ts";

/** The part of OCI's Core Services API (20160918) that concerns instance pools. */

export function getInstancePool(cloud: Cloud, { params }: Call): Answer {
  return poolAnswer(cloud, params[0] ?? "");
}

export function listInstancePools(cloud: Cloud, { query }: Call): Answer {
  requireCompartment(cloud.scenario, query);
  const name = query.get("displayName");
  const state = query.get("lifecycleState")?.toUpperCase();
  const pools = cloud.state.pools
    .map((pool) => poolSummaryBody(cloud.scenario, pool, cloud.now()))
    .filter((pool) => name === null || pool.displayName === name)
    .filter((pool) => state === undefined || pool.lifecycleState === state);
  return listAnswer(sorted(pools, query), query);
}

export function listInstancePoolInstances(cloud: Cloud, { params, query }: Call): Answer {
  requireCompartment(cloud.scenario, query);
  const pool = cloud.pool(params[0] ?? "");
  const name = query.get("displayName");
  const instances = membersAt(pool, cloud.now())
    .map((instance) => instanceSummaryBody(cloud.scenario, pool, { instance, atMs: cloud.now() }))
    .filter((instance) => name === null || instance.displayName === name);
  return listAnswer(sorted(instances, query), query);
}

export function getInstance(cloud: Cloud, { params }: Call): Answer {
  for (const pool of cloud.state.pools) {
    const instance = pool.instances.find((known) => known.id === params[0]);
    if (instance !== undefined) {
      const body = instanceBody(cloud.scenario, instance, cloud.now());
      return { status: 200, body, headers: { etag: etagAt(pool, instance.created_at_ms) } };
    }
  }
  throw notFound();
}

/** Order of checks: pool, body, retry token, etag, state. */
export function updateInstancePool(cloud: Cloud, call: Call): Answer {
  const pool = cloud.pool(call.params[0] ?? "");
  const details = asUpdate(parseJson(call.body));
  const token = headerOf(call.headers, "opc-retry-token");
  const bodySha256 = createHash("sha256").update(call.body).digest("base64");
  const earlier = cloud.state.answers.find(
    (answer) => answer.token === token && answer.pool_id === pool.id,
  );
  if (earlier !== undefined) return repeat(earlier, bodySha256);
  const wantedEtag = headerOf(call.headers, "if-match");
  if (wantedEtag !== null && wantedEtag !== "*" && wantedEtag !== etagAt(pool, cloud.now())) {
    const message = "The if-match header does not match the current etag of the resource.";
    throw new OciError(412, "NoEtagMatch", message);
  }
  if (details.size !== undefined) {
    cloud.resize(pool.id, details.size, { by: "api", retryToken: token });
  }
  if (details.displayName !== undefined) cloud.rename(pool.id, details.displayName);
  const answer = poolAnswer(cloud, pool.id);
  if (token !== null) {
    const etag = etagAt(pool, cloud.now());
    const atMs = cloud.now();
    const { body } = answer;
    cloud.remember({ token, pool_id: pool.id, body_sha256: bodySha256, at_ms: atMs, etag, body });
  }
  return answer;
}

function repeat(earlier: RememberedAnswer, bodySha256: string): Answer {
  if (earlier.body_sha256 !== bodySha256) {
    const message = "The retry token was used in an earlier request with another body.";
    throw new OciError(409, "InvalidatedRetryToken", message);
  }
  return { status: 200, body: earlier.body, headers: { etag: earlier.etag } };
}

function asUpdate(body: unknown): { size?: number; displayName?: string } {
  try {
    const fields = asFields(body, "body");
    return { ...sizeOf(fields), ...displayNameOf(fields) };
  } catch (error) {
    if (error instanceof InvalidField) throw invalidParameter(error.message);
    throw error;
  }
}

function sizeOf({ size }: Fields): { size?: number } {
  if (size === undefined || size === null) return {};
  if (typeof size !== "number") throw new InvalidField("size", "must be a number");
  return { size };
}

function displayNameOf({ displayName }: Fields): { displayName?: string } {
  if (displayName === undefined || displayName === null) return {};
  return { displayName: asText(displayName, "displayName") };
}

function poolAnswer(cloud: Cloud, poolId: string): Answer {
  const pool = cloud.pool(poolId);
  const body = poolBody(cloud.scenario, pool, cloud.now());
  return { status: 200, body, headers: { etag: etagAt(pool, cloud.now()) } };
}

function listAnswer(items: readonly unknown[], query: URLSearchParams): Answer {
  const page = pageOf(items, query);
  const headers = page.next === undefined ? {} : { "opc-next-page": page.next };
  return { status: 200, body: page.items, headers };
}
