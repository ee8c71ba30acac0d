import { pools } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import type { FleetMemory, KnownPool } from "./memory.ts";
import type { Occasion } from "./plan.ts";

/**
 * The pool that a report speaks of. One that the hub has never heard of (its config went with an
 * older database) is taken in as the reporting node's, so that no report is lost.
 */
export function knownPool(
  memory: FleetMemory,
  nodeId: string,
  { oraclePoolId, name }: { oraclePoolId: string; name: string },
  occasion: Occasion,
): { known: KnownPool; writes: Write[] } {
  const known = memory.pools.get(oraclePoolId);
  if (known) return { known, writes: [] };
  const taken = newPool(oraclePoolId, name, nodeId, occasion);
  memory.pools.set(oraclePoolId, taken);
  const { id } = taken;
  const values = { id, oraclePoolId, nodeId, name, configured: false };
  return { known: taken, writes: [statement(build.insert(pools).values(values))] };
}

/** A pool that has not reported yet. */
export function newPool(
  oraclePoolId: string,
  name: string,
  nodeId: string,
  occasion: Occasion,
): KnownPool {
  const id = occasion.newId();
  const standing = { status: null, statusReason: null, isActive: false };
  const unseen = { latest: null, standing, hour: -1, hourMax: -1 };
  return { id, oraclePoolId, nodeId, name, configured: false, ...unseen };
}
