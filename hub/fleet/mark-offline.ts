import { eq } from "drizzle-orm";
import { nodes } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import { auditRow, theHub } from "./audit-row.ts";
import { lifecycleEvent } from "./lifecycle-event.ts";
import type { FleetMemory, KnownNode } from "./memory.ts";
import type { Occasion, Plan, PlannedWrite, Topic } from "./plan.ts";

/** How long silence may last, and since when the hub could hear at all. */
export interface Silence {
  offlineAfterSeconds: number;
  listeningSinceMs: number;
}

/**
 * Marks nodes OFFLINE that have been silent too long, by the hub's clock. Time in which the hub
 * or its database was away does not count as a node's silence.
 */
export function markOffline(
  memory: FleetMemory,
  silence: Silence,
  occasion: Occasion,
): Plan<{ marked: number }> {
  const silent = [...memory.nodes.values()].filter((node) =>
    isSilent(node, silence, occasion.nowMs),
  );
  const topics = silent.map((node): Topic => `node:${node.id}`);
  return {
    writes: silent.flatMap((node) => offlineWrites(node, silence, occasion)),
    topics: silent.length ? ["overview", ...topics] : [],
    result: { marked: silent.length },
  };
}

function isSilent(node: KnownNode, silence: Silence, nowMs: number): boolean {
  if (node.status !== "ACTIVE" && node.status !== "ERROR") return false;
  const heardAtMs = Math.max(node.lastHeartbeatAtMs ?? 0, silence.listeningSinceMs);
  return nowMs - heardAtMs >= silence.offlineAfterSeconds * 1000;
}

function offlineWrites(node: KnownNode, silence: Silence, occasion: Occasion): PlannedWrite[] {
  const reason = `No heartbeat for ${silence.offlineAfterSeconds} s`;
  const description = `Node ${node.name} went from ${node.status} to OFFLINE: ${reason}`;
  node.status = "OFFLINE";
  return [
    statement(
      build
        .update(nodes)
        .set({ status: "OFFLINE", statusReason: reason })
        .where(eq(nodes.id, node.id)),
    ),
    lifecycleEvent(node.id, { kind: "WENT_OFFLINE", reason, trigger: "the hub's clock" }, occasion),
    auditRow(
      theHub,
      {
        action: "WENT_OFFLINE",
        category: "SYSTEM",
        resource: { type: "node", id: node.id, name: node.name },
        description,
      },
      occasion,
    ),
  ];
}
