import type { Figures, NodeSummary } from "../../core/contract/site-contract.ts";
import type { ListedPool } from "./list-pools.ts";

const minuteMs = 60_000;
const lookBackMinutes = [5, 15, 30];

/**
 * The dashboard's four figures, by PRODUCT's definitions.
 * @param peakOfHours the highest hourly total of the last 24 hours
 */
export function figuresOf(
  nodes: readonly NodeSummary[],
  pools: readonly ListedPool[],
  peakOfHours: number,
  nowMs: number,
): Figures {
  const instances = currentInstances(nodes, pools, nowMs);
  return {
    activeNodes: nodes.filter((node) => isActiveNode(node, nowMs)).length,
    nodes: nodes.length,
    activePools: pools.filter((pool) => pool.isActive && isSeen(pool, 24 * 60, nowMs)).length,
    pools: pools.length,
    instances,
    peak24h: Math.max(peakOfHours, instances),
  };
}

/** ACTIVE and a heartbeat under 10 minutes old. */
function isActiveNode(node: NodeSummary, nowMs: number): boolean {
  const seenAtMs = node.lastHeartbeatAtMs ?? 0;
  return node.status === "ACTIVE" && nowMs - seenAtMs < 10 * minuteMs;
}

/** The latest report per pool of ACTIVE nodes, looking back 5, then 15, then 30 minutes. */
function currentInstances(
  nodes: readonly NodeSummary[],
  pools: readonly ListedPool[],
  nowMs: number,
): number {
  const active = new Set(nodes.filter(({ status }) => status === "ACTIVE").map(({ id }) => id));
  const owned = pools.filter(({ nodeId }) => active.has(nodeId));
  const minutes = lookBackMinutes.find((back) => owned.some((pool) => isSeen(pool, back, nowMs)));
  if (minutes === undefined) return 0;
  return owned
    .filter((pool) => isSeen(pool, minutes, nowMs))
    .reduce((sum, pool) => sum + (pool.latest?.currentInstances ?? 0), 0);
}

function isSeen(pool: ListedPool, minutes: number, nowMs: number): boolean {
  return pool.latest !== null && nowMs - pool.latest.atMs <= minutes * minuteMs;
}
