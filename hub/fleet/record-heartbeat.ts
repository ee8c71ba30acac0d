import type { HeartbeatInput, HeartbeatOutput } from "../../core/contract/agent-contract.ts";
import { row, type Write } from "../../db/writes.ts";
import type { Origin } from "../auth/origin.ts";
import { takeHeartbeat } from "../auth/rate-limit.ts";
import { auditRow, theNode } from "./audit-row.ts";
import { keySeen } from "./key-rotation.ts";
import { knownPool } from "./known-pool.ts";
import { lifecycleEvent } from "./lifecycle-event.ts";
import type { FleetMemory, KnownNode } from "./memory.ts";
import type { Occasion, Plan, PlannedWrite, Topic } from "./plan.ts";
import { measuredOf, measureWrites, standingWrite } from "./pool-measures.ts";
import { Refusal } from "./refusal.ts";

/** How far an agent's clock may be off before its times are read relative to its own "now". */
const toleratedSkewMs = 60_000;

/** Which node, by which of its keys, and how many heartbeats a minute it may send for long. */
interface Sender {
  nodeId: string;
  keyHash: string;
  origin: Origin;
  heartbeatsPerMinute: number;
}

/** Takes a node's sign of life with the state of its pools; says whether a new config waits. */
export function recordHeartbeat(
  memory: FleetMemory,
  sender: Sender,
  input: HeartbeatInput,
  occasion: Occasion,
): Plan<HeartbeatOutput> {
  const node = memory.nodes.get(sender.nodeId);
  if (!node) throw new Refusal("unauthorized", "This node is not registered.");
  node.heartbeatsUntilMs = takeHeartbeat(node, sender.heartbeatsPerMinute, occasion.nowMs);
  const skewMs = occasion.nowMs - input.sentAtMs;
  const shiftMs = Math.abs(skewMs) > toleratedSkewMs ? skewMs : 0;
  const writes: PlannedWrite[] = statusChange(node, sender.origin, input, occasion);
  const topics: Topic[] = ["overview", `node:${node.id}`];
  for (const report of input.pools) {
    const pool = knownPool(memory, node.id, report, occasion);
    writes.push(...pool.writes);
    if (pool.known.nodeId !== node.id) continue;
    const { status, statusReason, isActive } = report;
    // A pool that the config just lost may be in a last heartbeat.
    pool.known.standing = { status, statusReason, isActive: isActive && pool.known.configured };
    if (report.sampledAtMs === null) {
      writes.push(standingWrite(pool.known));
    } else {
      const atMs = Math.min(report.sampledAtMs + shiftMs, occasion.nowMs);
      writes.push(...measureWrites(pool.known, measuredOf(report, atMs), occasion.nowMs));
    }
    topics.push(`pool:${pool.known.id}`);
  }
  node.status = input.status;
  node.lastHeartbeatAtMs = occasion.nowMs;
  node.appliedRevision = input.configRevision;
  writes.push(nodeSeen(node, input, occasion.nowMs), ...keySeen(memory, sender, occasion));
  const configUpdateNeeded =
    node.activeRevision !== null && node.activeRevision !== input.configRevision;
  const keyRotationNeeded = node.keyRotationAskedAtMs !== null;
  const result = { configUpdateNeeded, keyRotationNeeded, receivedAtMs: occasion.nowMs };
  return { writes, topics, result };
}

function nodeSeen(node: KnownNode, input: HeartbeatInput, nowMs: number): Write {
  return row("nodeSeen", [
    node.id,
    nowMs,
    input.status,
    input.statusReason,
    input.agentVersion,
    input.configRevision,
    node.heartbeatsUntilMs,
  ]);
}

function statusChange(
  node: KnownNode,
  origin: Origin,
  input: HeartbeatInput,
  occasion: Occasion,
): PlannedWrite[] {
  if (node.status === input.status) return [];
  const event = changeOf(node, input);
  const actor = theNode(node, origin);
  const deed = {
    action: event.kind,
    category: "NODE",
    resource: { type: "node", id: node.id, name: node.name },
    description: `Node ${node.name} went from ${node.status} to ${input.status}: ${event.reason}`,
  } as const;
  return [lifecycleEvent(node.id, event, occasion), auditRow(actor, deed, occasion)];
}

function changeOf(node: KnownNode, input: HeartbeatInput) {
  const trigger = "heartbeat";
  if (input.status === "ERROR") {
    const reason = input.statusReason ?? "The agent reports that it cannot work";
    return { kind: "REPORTED_ERROR", reason, trigger } as const;
  }
  if (node.status === "ERROR") {
    return { kind: "RECOVERED", reason: "The agent reports that it works again", trigger } as const;
  }
  const reason = node.status === "INACTIVE" ? "First heartbeat" : "Heartbeats arrive again";
  return { kind: "CAME_ONLINE", reason, trigger } as const;
}
