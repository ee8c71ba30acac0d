import { and, asc, eq, gte, inArray, or, type SQL, sql } from "drizzle-orm";
import type { DecisionSummary, PoolSummary } from "../../core/contract/site-contract.ts";
import type { Decision } from "../../core/scaling/decision.ts";
import { explain } from "../../core/scaling/explain.ts";
import { decisions, pools, samples } from "../../db/schema/index.ts";
import type { Reads } from "./reads.ts";

const sparkMinutes = 30;
const sparkBucketMs = 30_000;

/** A pool as people see it, with the node it belongs to. */
export type ListedPool = PoolSummary & { nodeId: string; isActive: boolean; compartmentId: string };

/** The pools that a condition picks (null: all that are configured or still reporting). */
export async function listPools(
  reads: Reads,
  where: SQL | null,
  nowMs: number,
): Promise<ListedPool[]> {
  const rows = await reads
    .select()
    .from(pools)
    .where(where ?? or(eq(pools.configured, true), eq(pools.isActive, true)))
    .orderBy(asc(pools.name), asc(pools.id));
  const ids = rows.map(({ id }) => id);
  const [last, sparks] = await Promise.all([
    lastDecisions(reads, ids),
    sparksOf(reads, ids, nowMs),
  ]);
  return rows.map((row) => ({
    ...describe(row),
    lastDecision: last.get(row.id) ?? null,
    spark: sparks.get(row.id) ?? [],
  }));
}

function describe(row: typeof pools.$inferSelect): Omit<ListedPool, "lastDecision" | "spark"> {
  const { id, oraclePoolId, name, nodeId, isActive, status, statusReason } = row;
  return {
    id,
    oraclePoolId,
    name,
    nodeId,
    isActive,
    status,
    statusReason,
    compartmentId: row.compartmentId ?? "",
    mode: row.mode ?? "active",
    minSize: row.minSize ?? 0,
    maxSize: row.maxSize ?? 0,
    latest:
      row.sampledAtMs === null
        ? null
        : {
            atMs: row.sampledAtMs,
            currentInstances: row.currentInstances ?? 0,
            activeInstances: row.activeInstances ?? 0,
            cpuAvgPercent: row.cpuAvgPercent,
            cpuMaxPercent: row.cpuMaxPercent,
            ramAvgPercent: row.ramAvgPercent,
            ramMaxPercent: row.ramMaxPercent,
          },
  };
}

async function lastDecisions(
  reads: Reads,
  poolIds: string[],
): Promise<Map<string, DecisionSummary>> {
  if (!poolIds.length) return new Map();
  const newest = reads
    .select({
      id: sql<string>`(select d.id from ${decisions} d where d.pool_id = pools.id
        order by d.at_ms desc, d.id desc limit 1)`.as("newest_id"),
    })
    .from(pools)
    .where(inArray(pools.id, poolIds));
  const rows = await reads
    .select({ id: decisions.id, poolId: decisions.poolId, decision: decisions.decision })
    .from(decisions)
    .where(inArray(decisions.id, newest));
  return new Map(rows.map((row) => [row.poolId, summarize(row.id, JSON.parse(row.decision))]));
}

/** A stored decision in one sentence. */
export function summarize(id: string, decision: Decision): DecisionSummary {
  const { atMs, kind, direction } = decision;
  return { id, atMs, kind, direction, sentence: explain(decision) };
}

async function sparksOf(
  reads: Reads,
  poolIds: string[],
  nowMs: number,
): Promise<Map<string, PoolSummary["spark"]>> {
  if (!poolIds.length) return new Map();
  const bucket = sql<number>`${samples.atMs} / ${sparkBucketMs}`;
  const rows = await reads
    .select({
      poolId: samples.poolId,
      atMs: sql<number>`max(${samples.atMs})`,
      currentInstances: samples.currentInstances,
      cpuAvgPercent: sql<number | null>`avg(${samples.cpuAvgPercent})`,
    })
    .from(samples)
    .where(and(inArray(samples.poolId, poolIds), gte(samples.atMs, nowMs - sparkMinutes * 60_000)))
    .groupBy(samples.poolId, bucket)
    .orderBy(samples.poolId, bucket);
  const sparks = new Map<string, PoolSummary["spark"]>();
  for (const { poolId, ...point } of rows) {
    const spark = sparks.get(poolId);
    if (spark) spark.push(point);
    else sparks.set(poolId, [point]);
  }
  return sparks;
}
