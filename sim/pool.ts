import { shortCode } from "./ocid.ts";

/** What happens to an instance is planned when it is asked for, so its state is a function of time. */
export interface Instance {
  id: string;
  display_name: string;
  fault_domain: string;
  created_at_ms: number;
  running_at_ms: number;
  terminating_at_ms: number | null;
  gone_at_ms: number | null;
}

export interface Pool {
  id: string;
  display_name: string;
  created_at_ms: number;
  /** The size that was asked for. */
  size: number;
  /** Goes up with every change of the configuration and with every late launch. */
  revision: number;
  /** Instances ever launched; seeds the next one's OCID. */
  launched: number;
  /** Since when instances are missing for want of capacity. */
  short_since_ms: number | null;
  /** Members, and those gone recently, whose metrics are still history. */
  instances: Instance[];
}

type InstanceState = "PROVISIONING" | "RUNNING" | "TERMINATING" | "GONE";
export type PoolState = "RUNNING" | "SCALING";

interface PoolCounts {
  running: number;
  booting: number;
  terminating: number;
}

export function instanceStateAt(instance: Instance, atMs: number): InstanceState {
  if (instance.gone_at_ms !== null && atMs >= instance.gone_at_ms) return "GONE";
  if (instance.terminating_at_ms !== null && atMs >= instance.terminating_at_ms) {
    return "TERMINATING";
  }
  return atMs >= instance.running_at_ms ? "RUNNING" : "PROVISIONING";
}

/** Every instance that the pool still shows. */
export function membersAt(pool: Pool, atMs: number): Instance[] {
  return pool.instances.filter((instance) => instanceStateAt(instance, atMs) !== "GONE");
}

/** Instances that are there to stay: booting or running. */
export function keptInstances(pool: Pool): Instance[] {
  return pool.instances.filter((instance) => instance.terminating_at_ms === null);
}

export function countsAt(pool: Pool, atMs: number): PoolCounts {
  const states = pool.instances.map((instance) => instanceStateAt(instance, atMs));
  const count = (wanted: InstanceState) => states.filter((state) => state === wanted).length;
  return {
    running: count("RUNNING"),
    booting: count("PROVISIONING"),
    terminating: count("TERMINATING"),
  };
}

/** SCALING while instances boot, terminate or are missing; RUNNING otherwise. */
export function poolStateAt(pool: Pool, atMs: number): PoolState {
  const { booting, terminating } = countsAt(pool, atMs);
  const missing = pool.size - keptInstances(pool).length;
  return booting > 0 || terminating > 0 || missing > 0 ? "SCALING" : "RUNNING";
}

/** Changes with every change of the pool's configuration or state, and only then. */
export function etagAt(pool: Pool, atMs: number): string {
  return shortCode(`${pool.id}/${pool.revision}/${poolStateAt(pool, atMs)}`, 40);
}
