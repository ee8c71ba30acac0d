import { and, eq, gt, isNull } from "drizzle-orm";
import {
  configs,
  enrolmentTokens,
  nodeKeys,
  nodes,
  poolHours,
  pools,
} from "../../db/schema/index.ts";
import type { FleetMemory, KnownPool, Measured } from "./memory.ts";
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
        appliedRevision: nodes.appliedRevision,
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
      .select({ pool: pools, hourMax: poolHours.maxInstances })
      .from(pools)
      .leftJoin(poolHours, and(eq(poolHours.poolId, pools.id), eq(poolHours.hour, hour))),
    reads.select().from(enrolmentTokens).where(gt(enrolmentTokens.expiresAtMs, nowMs)),
  ]);
  return {
    nodes: new Map(nodeRows.map((row) => [row.id, row])),
    keys: new Map(keyRows.map((row) => [row.keyHash, row.nodeId])),
    pools: new Map(
      poolRows.map(({ pool, hourMax }) => [
        pool.oraclePoolId,
        rememberedPool(pool, { hour, hourMax: hourMax ?? -1 }),
      ]),
    ),
    tokens: new Map(tokenRows.map((row) => [row.tokenHash, row])),
  };
}

function rememberedPool(
  pool: typeof pools.$inferSelect,
  counted: Pick<KnownPool, "hour" | "hourMax">,
): KnownPool {
  const { id, oraclePoolId, nodeId, name, configured, status, statusReason, isActive } = pool;
  const standing = { status, statusReason, isActive };
  const known = { id, oraclePoolId, nodeId, name, configured, standing, ...counted };
  return { ...known, latest: latestOf(pool) };
}

function latestOf(pool: typeof pools.$inferSelect): Measured | null {
  if (pool.sampledAtMs === null) return null;
  return {
    atMs: pool.sampledAtMs,
    currentInstances: pool.currentInstances ?? 0,
    activeInstances: pool.activeInstances ?? 0,
    cpuAvgPercent: pool.cpuAvgPercent,
    cpuMaxPercent: pool.cpuMaxPercent,
    ramAvgPercent: pool.ramAvgPercent,
    ramMaxPercent: pool.ramMaxPercent,
  };
}
