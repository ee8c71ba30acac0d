import { and, eq, exists, gt, sql } from "drizzle-orm";
import type { ReportInput } from "../../core/contract/agent-contract.ts";
import { configs } from "../../db/schema/index.ts";
import type { FleetMemory } from "./memory.ts";
import type { Reads } from "./reads.ts";

/**
 * Which of the pools (OCIDs) that a report speaks of are the node's, were once in a config of it, or
 * are nobody's yet: of those it may speak, however late.
 */
export async function heldPools(
  reads: Reads,
  { pools }: Pick<FleetMemory, "pools">,
  { nodeId, events }: ReportInput & { nodeId: string },
): Promise<ReadonlySet<string>> {
  const held = new Set(events.map(({ oraclePoolId }) => oraclePoolId));
  const others = [...held].filter((id) => (pools.get(id)?.nodeId ?? nodeId) !== nodeId);
  if (!others.length) return held;
  for (const id of others) held.delete(id);
  const once = reads
    .select({ revision: configs.revision })
    .from(configs)
    .where(and(eq(configs.nodeId, nodeId), gt(sql`instr(${configs.yaml}, other.value)`, 0)));
  const rows = await reads
    .select({ oraclePoolId: sql<string>`other.value` })
    .from(sql`json_each(${JSON.stringify(others)}) as other`)
    .where(exists(once));
  for (const { oraclePoolId } of rows) held.add(oraclePoolId);
  return held;
}
