import { eq } from "drizzle-orm";
import type { RotateKeyOutput } from "../../core/contract/agent-contract.ts";
import { nodeKeys } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import type { Origin } from "../auth/origin.ts";
import { newSecret } from "../auth/secret.ts";
import { auditRow, theNode } from "./audit-row.ts";
import { givenKey } from "./key-rotation.ts";
import type { FleetMemory } from "./memory.ts";
import type { Occasion, Plan } from "./plan.ts";
import { Refusal } from "./refusal.ts";

/**
 * Gives a node the second key it was asked to use. Both are good until a while after the new one's
 * first use; one that was given before and never used (the answer was lost) is taken back. A key
 * that was replaced gets none: whoever stole it would outlive the rotation. Throws Refusal.
 */
export function issueNodeKey(
  memory: FleetMemory,
  sender: { nodeId: string; keyHash: string; origin: Origin },
  occasion: Occasion,
): Plan<RotateKeyOutput> {
  const node = memory.nodes.get(sender.nodeId);
  if (!node) throw new Refusal("unauthorized", "This node is not registered.");
  if (node.keyRotationAskedAtMs === null) {
    throw new Refusal("conflict", `Nobody has asked node ${node.name} to use a new key.`);
  }
  const current = memory.keys.get(sender.keyHash);
  if (!current || current.expiresAtMs !== null) {
    throw new Refusal("unauthorized", "This key was replaced; use the new one.");
  }
  const apiKey = newSecret("ask");
  const lost = dropUnusedKeys(memory, sender, occasion.nowMs);
  const given = givenKey(memory, node.id, apiKey, occasion);
  const deed = {
    action: "ISSUE_NODE_KEY",
    category: "NODE",
    resource: { type: "node", id: node.id, name: node.name },
    description: `Gave node ${node.name} a new key`,
    details: {
      keyId: given.key.id,
      ...(lost.keyIds.length ? { takenBackKeyIds: lost.keyIds } : {}),
    },
  } as const;
  return {
    writes: [...lost.writes, given.write, auditRow(theNode(node, sender.origin), deed, occasion)],
    topics: [`node:${node.id}`],
    result: { apiKey },
  };
}

function dropUnusedKeys(
  memory: FleetMemory,
  { nodeId, keyHash }: { nodeId: string; keyHash: string },
  nowMs: number,
): { writes: Write[]; keyIds: string[] } {
  const unused = [...memory.keys].filter(
    ([hash, key]) => key.nodeId === nodeId && hash !== keyHash && key.firstUsedAtMs === null,
  );
  for (const [hash] of unused) memory.keys.delete(hash);
  const keyIds = unused.map(([, { id }]) => id);
  const writes = keyIds.map((id) =>
    statement(build.update(nodeKeys).set({ revokedAtMs: nowMs }).where(eq(nodeKeys.id, id))),
  );
  return { writes, keyIds };
}
