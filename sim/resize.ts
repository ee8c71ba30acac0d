import { ocid, shortCode } from "./ocid.ts";
import { type Instance, keptInstances, type Pool } from "./pool.ts";

const FAULT_DOMAINS = ["FAULT-DOMAIN-1", "FAULT-DOMAIN-2", "FAULT-DOMAIN-3"];

/** Adds instances, each in the fault domain that has the fewest; they run from `runningAtMs`. */
export function launch(
  pool: Pool,
  region: string,
  plan: { count: number; createdAtMs: number; runningAtMs: number },
): Instance[] {
  const added: Instance[] = [];
  for (let n = 0; n < plan.count; n++) {
    pool.launched += 1;
    const seed = `${pool.id}/${pool.launched}`;
    const instance: Instance = {
      id: ocid("instance", region, seed),
      display_name: `inst-${shortCode(seed, 5)}-${pool.display_name}`,
      fault_domain: byCrowd(pool)[0]?.domain ?? "FAULT-DOMAIN-1",
      created_at_ms: plan.createdAtMs,
      running_at_ms: plan.runningAtMs,
      terminating_at_ms: null,
      gone_at_ms: null,
    };
    pool.instances.push(instance);
    added.push(instance);
  }
  return added;
}

/**
 * Begins to terminate instances in OCI's order: the fault domains are balanced, and within a fault
 * domain the oldest goes first (the region has one availability domain). Source: Oracle, "Updating
 * the Size of an Instance Pool", docs.oracle.com/en-us/iaas/Content/Compute/Tasks/
 * updatinginstancepool_topic-update-instance-pool-size.htm.
 */
export function terminate(
  pool: Pool,
  plan: { count: number; atMs: number; goneAtMs: number },
): Instance[] {
  const leaving: Instance[] = [];
  for (let n = 0; n < plan.count; n++) {
    const oldest = byCrowd(pool).at(-1)?.instances[0];
    if (oldest === undefined) break;
    oldest.terminating_at_ms = plan.atMs;
    oldest.gone_at_ms = plan.goneAtMs;
    leaving.push(oldest);
  }
  return leaving;
}

/** Fault domains from the least to the most crowded, instances from the oldest to the newest. */
function byCrowd(pool: Pool): { domain: string; instances: Instance[] }[] {
  const kept = keptInstances(pool);
  return FAULT_DOMAINS.map((domain) => ({
    domain,
    instances: kept.filter((instance) => instance.fault_domain === domain),
  })).sort((a, b) => a.instances.length - b.instances.length || (a.domain < b.domain ? -1 : 1));
}
