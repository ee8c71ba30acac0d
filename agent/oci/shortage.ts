import type { PoolConfig } from "../../core/config/node-config.ts";
import type { OciClients } from "./session.ts";

/**
 * UpdateInstancePool names no work request, so the pool's newest one is found by resource; its
 * errors say why instances are missing while the pool stays SCALING.
 */
export async function shortageOf(
  { workRequests }: OciClients,
  pool: PoolConfig,
): Promise<string | null> {
  const { compartmentId, oraclePoolId: resourceId } = pool;
  const { items } = await workRequests.listWorkRequests({ compartmentId, resourceId, limit: 50 });
  const newest = items.toSorted((a, b) => acceptedMs(b) - acceptedMs(a))[0];
  if (!newest) return null;
  const errors = await workRequests.listWorkRequestErrors({ workRequestId: newest.id });
  const last = errors.items.toSorted((a, b) => Number(b.timestamp) - Number(a.timestamp))[0];
  return last?.message ?? null;
}

function acceptedMs({ timeAccepted }: { timeAccepted: Date }): number {
  return new Date(timeAccepted).getTime();
}
