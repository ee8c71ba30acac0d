import { and, eq } from "drizzle-orm";
import type { ConfigOutput } from "../../core/contract/agent-contract.ts";
import { configs, nodes } from "../../db/schema/index.ts";
import type { Reads } from "./reads.ts";

/** The active config of a node, null while none was published. */
export async function pullConfig(reads: Reads, nodeId: string): Promise<ConfigOutput> {
  const [active] = await reads
    .select({ revision: configs.revision, hash: configs.hash, yaml: configs.yaml })
    .from(configs)
    .innerJoin(nodes, and(eq(nodes.id, configs.nodeId), eq(nodes.activeRevision, configs.revision)))
    .where(eq(configs.nodeId, nodeId));
  return active ?? null;
}
