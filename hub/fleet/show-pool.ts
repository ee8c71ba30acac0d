import { and, asc, desc, eq, gte } from "drizzle-orm";
import type { DecisionRow, PoolOutput } from "../../core/contract/site-contract.ts";
import { actions, decisions, nodes, pools, samples } from "../../db/schema/index.ts";
import { nodeColumns } from "./list-nodes.ts";
import { listPools, summarize } from "./list-pools.ts";
import type { Reads } from "./reads.ts";
import { Refusal } from "./refusal.ts";

const decisionsShown = 500;

/** A pool with what was measured, decided and done in the last minutes. */
export async function showPool(
  reads: Reads,
  { poolId, minutes }: { poolId: string; minutes: number },
  nowMs: number,
): Promise<PoolOutput> {
  const sinceMs = nowMs - minutes * 60_000;
  const [pool] = await listPools(reads, eq(pools.id, poolId), nowMs);
  if (!pool) throw new Refusal("not-found", `There is no pool ${poolId}.`);
  const [[node], measured, decided] = await Promise.all([
    reads.select(nodeColumns).from(nodes).where(eq(nodes.id, pool.nodeId)),
    reads
      .select()
      .from(samples)
      .where(and(eq(samples.poolId, poolId), gte(samples.atMs, sinceMs)))
      .orderBy(asc(samples.atMs)),
    decisionRows(reads, poolId, sinceMs),
  ]);
  if (!node) throw new Refusal("not-found", `The node of pool ${poolId} is gone.`);
  const points = measured.map(({ poolId: _, ...point }) => point);
  return { pool: { ...pool, region: node.region }, node, samples: points, decisions: decided };
}

async function decisionRows(reads: Reads, poolId: string, sinceMs: number): Promise<DecisionRow[]> {
  const rows = await reads
    .select({ stored: decisions, action: actions })
    .from(decisions)
    .leftJoin(
      actions,
      and(eq(actions.decisionId, decisions.id), eq(actions.poolId, decisions.poolId)),
    )
    .where(and(eq(decisions.poolId, poolId), gte(decisions.atMs, sinceMs)))
    .orderBy(desc(decisions.atMs), desc(decisions.id))
    .limit(decisionsShown);
  return rows.map(({ stored, action }) => {
    const decision = JSON.parse(stored.decision);
    return {
      ...summarize(stored.id, decision, action?.outcomeKind ?? null),
      decision,
      inputs: JSON.parse(stored.inputs),
      configRevision: stored.configRevision,
      action: action && described(action),
    };
  });
}

function described(action: typeof actions.$inferSelect): NonNullable<DecisionRow["action"]> {
  const { id, requestedAtMs, finishedAtMs, fromSize, toSize } = action;
  const outcome = JSON.parse(action.outcome);
  return { id, requestedAtMs, finishedAtMs, fromSize, toSize, outcome };
}
