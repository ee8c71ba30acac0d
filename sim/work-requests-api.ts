import type { Cloud } from "./cloud.ts";
import { requireCompartment } from "./compartment.ts";
import type { Answer, Call } from "./exchange.ts";
import { notFound } from "./oci-error.ts";
import { pageOf } from "./paging.ts";
import { type WorkRequest, workRequestSummary } from "./work-requests.ts";

/** OCI's Work Requests API (20160918). */

export function listWorkRequests(cloud: Cloud, { query }: Call): Answer {
  requireCompartment(cloud.scenario, query);
  const resourceId = query.get("resourceId");
  const newestFirst = cloud.state.work_requests
    .filter((request) => resourceId === null || request.pool_id === resourceId)
    .reverse();
  const page = pageOf(newestFirst, query);
  return {
    status: 200,
    body: page.items.map((request) => summary(cloud, request)),
    headers: page.next === undefined ? {} : { "opc-next-page": page.next },
  };
}

export function getWorkRequest(cloud: Cloud, { params }: Call): Answer {
  const request = find(cloud, params[0]);
  const resource = {
    actionType: "UPDATED",
    entityType: "instancepool",
    identifier: request.pool_id,
    entityUri: `/20160918/instancePools/${request.pool_id}`,
  };
  return { status: 200, body: { ...summary(cloud, request), resources: [resource] } };
}

export function listWorkRequestErrors(cloud: Cloud, { params, query }: Call): Answer {
  const oldestFirst = find(cloud, params[0]).errors.map((error) => ({
    code: error.code,
    message: error.message,
    timestamp: new Date(error.at_ms).toISOString(),
  }));
  const ascending = query.get("sortOrder") === "ASC";
  const page = pageOf(ascending ? oldestFirst : oldestFirst.reverse(), query);
  const headers = page.next === undefined ? {} : { "opc-next-page": page.next };
  return { status: 200, body: page.items, headers };
}

function find(cloud: Cloud, id: string | undefined): WorkRequest {
  const request = cloud.state.work_requests.find((known) => known.id === id);
  if (request === undefined) throw notFound();
  return request;
}

function summary(cloud: Cloud, request: WorkRequest) {
  return workRequestSummary(request, {
    pool: cloud.pool(request.pool_id),
    compartmentId: cloud.scenario.compartment_id,
    atMs: cloud.now(),
  });
}
