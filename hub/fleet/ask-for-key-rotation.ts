import { type Actor, auditRow } from "./audit-row.ts";
import { rotationAsked } from "./key-rotation.ts";
import type { FleetMemory } from "./memory.ts";
import type { Occasion, Plan } from "./plan.ts";
import { Refusal } from "./refusal.ts";

/** Asks a node to get itself a new key; it hears of it with its next heartbeat. */
export function askForKeyRotation(
  memory: FleetMemory,
  actor: Actor,
  { nodeId }: { nodeId: string },
  occasion: Occasion,
): Plan<{ ok: true }> {
  const node = memory.nodes.get(nodeId);
  if (!node) throw new Refusal("not-found", `There is no node ${nodeId}.`);
  node.keyRotationAskedAtMs = occasion.nowMs;
  const deed = {
    action: "ROTATE_NODE_KEY",
    category: "NODE",
    resource: { type: "node", id: nodeId, name: node.name },
    description: `Asked node ${node.name} to use a new key`,
  } as const;
  return {
    writes: [rotationAsked(nodeId, occasion.nowMs), auditRow(actor, deed, occasion)],
    topics: [`node:${nodeId}`],
    result: { ok: true },
  };
}
