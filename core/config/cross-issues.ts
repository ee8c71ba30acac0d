import { z } from "zod";
import { beneath, type Finding, type Path } from "./locate.ts";
import { policyIssues, policyKeys } from "./policy-issues.ts";

const pools = z.object({ pools: z.array(z.unknown()) });
const identity = z.object({ instance_pool_id: z.string() });
const monitoring = z.object({
  monitoring_method: z.string().optional(),
  prometheus_url: z.unknown().optional(),
});

/**
 * What one key must know of another, in a document as it was written: of each pool whatever can be
 * read is checked, so that a fault of its form does not hide these.
 */
export function crossIssues(document: unknown): Finding[] {
  const read = pools.safeParse(document);
  if (!read.success) return [];
  const ofPools = read.data.pools.flatMap((pool, index) =>
    beneath(["pools", index], poolIssues(pool)),
  );
  return [...doubledPools(read.data.pools), ...ofPools];
}

function poolIssues(pool: unknown): Finding[] {
  const monitored = monitoring.safeParse(pool);
  const policed = policyKeys.safeParse(pool);
  return [
    ...(monitored.success ? monitoringIssues(monitored.data) : []),
    ...(policed.success ? policyIssues(policed.data) : []),
  ];
}

function monitoringIssues({
  monitoring_method: method = "oci",
  prometheus_url: url,
}: z.infer<typeof monitoring>): Finding[] {
  if (method === "prometheus" && url === undefined) {
    const message = "prometheus needs prometheus_url, for example http://prometheus:9090";
    return [{ path: ["monitoring_method"], message }];
  }
  if (method !== "oci" || url === undefined) return [];
  return [
    { path: ["prometheus_url"], message: "prometheus_url needs monitoring_method: prometheus" },
  ];
}

function doubledPools(documents: readonly unknown[]): Finding[] {
  const seen = new Map<string, Path>();
  return documents.flatMap((pool, index) => {
    const read = identity.safeParse(pool);
    if (!read.success) return [];
    const path = ["pools", index, "instance_pool_id"];
    const earlier = seen.get(read.data.instance_pool_id);
    if (!earlier) seen.set(read.data.instance_pool_id, path);
    return earlier ? [{ path, earlier, message: "this pool is already configured" }] : [];
  });
}
