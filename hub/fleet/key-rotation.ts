import { eq, inArray } from "drizzle-orm";
import { nodeKeys, nodes } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import type { Origin } from "../auth/origin.ts";
import { sha256Hex } from "../auth/secret.ts";
import { auditRow, theNode } from "./audit-row.ts";
import type { FleetMemory, KnownKey, KnownNode } from "./memory.ts";
import type { Occasion, PlannedWrite } from "./plan.ts";

/** So long after the first use of a new key the one before is still good, for calls under way. */
const overlapMs = 10 * 60_000;

/** A new key of a node, remembered; only its hash is. */
export function givenKey(
  memory: FleetMemory,
  nodeId: string,
  apiKey: string,
  occasion: Occasion,
): { key: KnownKey; write: Write } {
  const createdAtMs = occasion.nowMs;
  const key = { id: occasion.newId(), nodeId, createdAtMs, firstUsedAtMs: null, expiresAtMs: null };
  const keyHash = sha256Hex(apiKey);
  memory.keys.set(keyHash, key);
  return { key, write: statement(build.insert(nodeKeys).values({ ...key, keyHash })) };
}

/** Which node, by which of its keys (SHA-256), from where. */
interface Sender {
  nodeId: string;
  keyHash: string;
  origin: Origin;
}

/**
 * The first use of a key sets the end of the keys before it, and ends the rotation unless that was
 * asked for after the key was given.
 */
export function keySeen(
  memory: FleetMemory,
  { nodeId, keyHash, origin }: Sender,
  occasion: Occasion,
): PlannedWrite[] {
  const used = memory.keys.get(keyHash);
  // Every heartbeat but the first of a key ends here.
  if (!used || used.firstUsedAtMs !== null) return [];
  const node = memory.nodes.get(nodeId);
  if (!node) return [];
  const { nowMs } = occasion;
  used.firstUsedAtMs = nowMs;
  if ((node.keyRotationAskedAtMs ?? 0) <= used.createdAtMs) node.keyRotationAskedAtMs = null;
  const firstUse = build.update(nodeKeys).set({ firstUsedAtMs: nowMs });
  return [
    statement(firstUse.where(eq(nodeKeys.id, used.id))),
    rotationAsked(node.id, node.keyRotationAskedAtMs),
    ...retiredKeys(memory, { node, used, origin }, occasion),
  ];
}

/** The node's other keys end after the overlap. */
function retiredKeys(
  memory: FleetMemory,
  { node, used, origin }: { node: KnownNode; used: KnownKey; origin: Origin },
  occasion: Occasion,
): PlannedWrite[] {
  const retired = [...memory.keys.values()].filter(
    (key) => key.nodeId === node.id && key.id !== used.id && key.expiresAtMs === null,
  );
  if (!retired.length) return [];
  const expiresAtMs = occasion.nowMs + overlapMs;
  for (const key of retired) key.expiresAtMs = expiresAtMs;
  const keyIds = retired.map(({ id }) => id);
  const deed = {
    action: "RETIRE_NODE_KEY",
    category: "NODE",
    resource: { type: "node", id: node.id, name: node.name },
    description: `Node ${node.name} used its new key; the one before ends in ten minutes`,
    details: { keyId: used.id, retiredKeyIds: keyIds, expiresAtMs },
  } as const;
  return [
    statement(build.update(nodeKeys).set({ expiresAtMs }).where(inArray(nodeKeys.id, keyIds))),
    auditRow(theNode(node, origin), deed, occasion),
  ];
}

/** When a node was asked to use a new key; null ends the rotation. */
export function rotationAsked(nodeId: string, keyRotationAskedAtMs: number | null): Write {
  return statement(build.update(nodes).set({ keyRotationAskedAtMs }).where(eq(nodes.id, nodeId)));
}
