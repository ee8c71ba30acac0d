import { and, eq, gt, isNull, sql } from "drizzle-orm";
import {
  configs,
  enrolmentTokens,
  nodeKeys,
  nodes,
  poolHours,
  pools,
} from "../../db/schema/index.ts";
import type { FleetMemory } from "./memory.ts";
import type { Reads } from "./reads.ts";

/** Reads what the single writer has to remember. Throws what libSQL says. */
export async function loadMemory(reads: Reads, nowMs: number): Promise<FleetMemory> {
  const hour = Math.floor(nowMs / 3_600_000);
  const [nodeRows, keyRows, poolRows, tokenRows] = await Promise.all([
    reads
      .select({
        id: nodes.id,
        name: nodes.name,
        region: nodes.region,
        registrationHash: nodes.registrationHash,
        status: nodes.status,
        lastHeartbeatAtMs: nodes.lastHeartbeatAtMs,
        activeRevision: nodes.activeRevision,
        activeHash: configs.hash,
      })
      .from(nodes)
      .leftJoin(
        configs,
        and(eq(configs.nodeId, nodes.id), eq(configs.revision, nodes.activeRevision)),
      ),
    reads
      .select({ keyHash: nodeKeys.keyHash, nodeId: nodeKeys.nodeId })
      .from(nodeKeys)
      .where(isNull(nodeKeys.revokedAtMs)),
    reads
      .select({
        id: pools.id,
        oraclePoolId: pools.oraclePoolId,
        nodeId: pools.nodeId,
        name: pools.name,
        configured: pools.configured,
        hour: sql<number>`${hour}`,
        hourMax: sql<number>`coalesce(${poolHours.maxInstances}, -1)`,
      })
      .from(pools)
      .leftJoin(poolHours, and(eq(poolHours.poolId, pools.id), eq(poolHours.hour, hour))),
    reads.select().from(enrolmentTokens).where(gt(enrolmentTokens.expiresAtMs, nowMs)),
  ]);
  return {
    nodes: new Map(nodeRows.map((row) => [row.id, row])),
    keys: new Map(keyRows.map((row) => [row.keyHash, row.nodeId])),
    pools: new Map(poolRows.map((row) => [row.oraclePoolId, row])),
    tokens: new Map(tokenRows.map((row) => [row.tokenHash, row])),
  };
}
