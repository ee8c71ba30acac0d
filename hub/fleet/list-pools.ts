import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Outcome } from "../../core/contract/decision-record.ts";
import type { DecisionSummary, PoolSummary } from "../../core/contract/site-contract.ts";
import type { Decision } from "../../core/scaling/decision.ts";
import { explain } from "../../core/scaling/explain.ts";
import { actions, decisions, pools } from "../../db/schema/index.ts";
import type { Reads } from "./reads.ts";
import { sparksOf } from "./sparks-of.ts";

/** A pool as people see it, with the node it belongs to. */
export type ListedPool = PoolSummary & { nodeId: string; isActive: boolean; compartmentId: string };

/** The pools that a condition picks. */
export async function listPools(reads: Reads, where: SQL, nowMs: number): Promise<ListedPool[]> {
  const rows = await reads
    .select()
    .from(pools)
    .where(where)
    .orderBy(asc(pools.name), asc(pools.id));
  const ids = rows.map(({ id }) => id);
  const [last, sparks] = await Promise.all([
    lastDecisions(reads, ids),
    sparksOf(reads, ids, nowMs),
  ]);
  return rows.map((row) => ({
    ...describe(row),
    lastDecision: last.get(row.id) ?? null,
    spark: sparks(row.id),
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
      id: sql<string>`(select d.id from ${decisions} d where d.pool_id = pools.id and d.node_id = pools.node_id
        order by d.at_ms desc, d.id desc limit 1)`.as("newest_id"),
    })
    .from(pools)
    .where(inArray(pools.id, poolIds));
  const rows = await reads
    .select({
      id: decisions.id,
      poolId: decisions.poolId,
      decision: decisions.decision,
      outcome: actions.outcomeKind,
    })
    .from(decisions)
    .leftJoin(
      actions,
      and(eq(actions.decisionId, decisions.id), eq(actions.poolId, decisions.poolId)),
    )
    .where(inArray(decisions.id, newest));
  return new Map(
    rows.map((row) => [row.poolId, summarize(row.id, JSON.parse(row.decision), row.outcome)]),
  );
}

/** A stored decision in one sentence, with what came of it. */
export function summarize(
  id: string,
  decision: Decision,
  outcome: Outcome["kind"] | null,
): DecisionSummary {
  const { atMs, kind, direction } = decision;
  return { id, atMs, kind, direction, sentence: explain(decision, outcome) };
}
