import { and, eq, isNull } from "drizzle-orm";
import { nodeKeys } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import { type Actor, auditRow } from "./audit-row.ts";
import type { FleetMemory } from "./memory.ts";
import type { Occasion, Plan } from "./plan.ts";
import { Refusal } from "./refusal.ts";

/** Takes all keys of a node back; its next call is refused. It registers anew with a new token. */
export function revokeNodeKeys(
  memory: FleetMemory,
  actor: Actor,
  { nodeId }: { nodeId: string },
  occasion: Occasion,
): Plan<{ revoked: number }> {
  const node = memory.nodes.get(nodeId);
  if (!node) throw new Refusal("not-found", `There is no node ${nodeId}.`);
  const { writes, revoked } = revokeKeys(memory, nodeId, occasion.nowMs);
  const deed = {
    action: "REVOKE_NODE_KEYS",
    category: "NODE",
    resource: { type: "node", id: nodeId, name: node.name },
    description: `Revoked ${revoked} key(s) of node ${node.name}`,
  } as const;
  return {
    writes: [...writes, auditRow(actor, deed, occasion)],
    topics: [`node:${nodeId}`],
    result: { revoked },
  };
}

/** Forgets the keys of a node, and the writes that make it last. */
export function revokeKeys(
  memory: FleetMemory,
  nodeId: string,
  nowMs: number,
): { writes: Write[]; revoked: number } {
  const hashes = [...memory.keys].filter(([, key]) => key.nodeId === nodeId).map(([hash]) => hash);
  for (const hash of hashes) memory.keys.delete(hash);
  const update = build
    .update(nodeKeys)
    .set({ revokedAtMs: nowMs })
    .where(and(eq(nodeKeys.nodeId, nodeId), isNull(nodeKeys.revokedAtMs)));
  return { writes: hashes.length ? [statement(update)] : [], revoked: hashes.length };
}
