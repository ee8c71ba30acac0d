import { asc } from "drizzle-orm";
import type { NodeSummary } from "../../core/contract/site-contract.ts";
import { nodes } from "../../db/schema/index.ts";
import type { Reads } from "./reads.ts";

/** The columns of a node that people see. */
export const nodeColumns = {
  id: nodes.id,
  name: nodes.name,
  region: nodes.region,
  status: nodes.status,
  statusReason: nodes.statusReason,
  agentVersion: nodes.agentVersion,
  registeredAtMs: nodes.registeredAtMs,
  lastHeartbeatAtMs: nodes.lastHeartbeatAtMs,
  activeRevision: nodes.activeRevision,
  appliedRevision: nodes.appliedRevision,
};

/** All nodes, by region and name. */
export function listNodes(reads: Reads): Promise<NodeSummary[]> {
  return reads.select(nodeColumns).from(nodes).orderBy(asc(nodes.region), asc(nodes.name));
}
