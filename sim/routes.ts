import type { Cloud } from "./cloud.ts";
import {
  getInstance,
  getInstancePool,
  listInstancePoolInstances,
  listInstancePools,
  updateInstancePool,
} from "./core-api.ts";
import type { Demand } from "./demand/demand.ts";
import type { Answer, Call } from "./exchange.ts";
import type { Operation } from "./faults.ts";
import { summarizeMetricsData } from "./monitoring-api.ts";
import { getWorkRequest, listWorkRequestErrors, listWorkRequests } from "./work-requests-api.ts";

export interface Route {
  operation: Operation;
  method: string;
  path: RegExp;
  answer: (call: Call) => Answer;
}

/** OCI's paths, as the SDK sends them. */
export function ociRoutes(cloud: Cloud, demands: ReadonlyMap<string, Demand>): Route[] {
  const bind = (answer: (cloud: Cloud, call: Call) => Answer) => (call: Call) =>
    answer(cloud, call);
  const route = (
    operation: Operation,
    method: string,
    path: string,
    answer: (call: Call) => Answer,
  ): Route => ({
    operation,
    method,
    path: new RegExp(`^${path.replaceAll("{}", "([^/]+)")}$`),
    answer,
  });
  return [
    route("ListInstancePools", "GET", "/20160918/instancePools", bind(listInstancePools)),
    route("GetInstancePool", "GET", "/20160918/instancePools/{}", bind(getInstancePool)),
    route("UpdateInstancePool", "PUT", "/20160918/instancePools/{}", bind(updateInstancePool)),
    route(
      "ListInstancePoolInstances",
      "GET",
      "/20160918/instancePools/{}/instances",
      bind(listInstancePoolInstances),
    ),
    route("GetInstance", "GET", "/20160918/instances/{}", bind(getInstance)),
    route("ListWorkRequests", "GET", "/20160918/workRequests", bind(listWorkRequests)),
    route("GetWorkRequest", "GET", "/20160918/workRequests/{}", bind(getWorkRequest)),
    route(
      "ListWorkRequestErrors",
      "GET",
      "/20160918/workRequests/{}/errors",
      bind(listWorkRequestErrors),
    ),
    route(
      "SummarizeMetricsData",
      "POST",
      "/20180401/metrics/actions/summarizeMetricsData",
      (call) => summarizeMetricsData(cloud, call, demands),
    ),
  ];
}
