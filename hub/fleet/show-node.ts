import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { NodeOutput } from "../../core/contract/site-contract.ts";
import { configs, lifecycleEvents, nodes, pools } from "../../db/schema/index.ts";
import { nodeColumns } from "./list-nodes.ts";
import { listPools } from "./list-pools.ts";
import type { Reads } from "./reads.ts";
import { Refusal } from "./refusal.ts";

/** A node with its pools, its active config and its last 100 status changes, newest first. */
export async function showNode(reads: Reads, nodeId: string, nowMs: number): Promise<NodeOutput> {
  const [node] = await reads.select(nodeColumns).from(nodes).where(eq(nodes.id, nodeId));
  if (!node) throw new Refusal("not-found", `There is no node ${nodeId}.`);
  const { revision, hash, yaml, publishedAtMs } = configs;
  const [ofNode, lifecycle, [config]] = await Promise.all([
    listPools(reads, configuredOn(nodeId), nowMs),
    reads
      .select()
      .from(lifecycleEvents)
      .where(eq(lifecycleEvents.nodeId, nodeId))
      .orderBy(desc(lifecycleEvents.atMs))
      .limit(100),
    reads
      .select({ revision, hash, yaml, publishedAtMs })
      .from(configs)
      .where(and(eq(configs.nodeId, nodeId), eq(configs.revision, node.activeRevision ?? 0))),
  ]);
  return { ...node, pools: ofNode, lifecycle, config: config ?? null };
}

function configuredOn(nodeId: string): SQL {
  return sql`${pools.nodeId} = ${nodeId} and ${pools.configured} = 1`;
}
