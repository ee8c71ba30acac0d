import { eq, gte, sql } from "drizzle-orm";
import type { OverviewOutput } from "../../core/contract/site-contract.ts";
import { poolHours, pools as poolTable } from "../../db/schema/index.ts";
import { figuresOf } from "./figures.ts";
import { listEvents } from "./list-events.ts";
import { listNodes } from "./list-nodes.ts";
import { listPools } from "./list-pools.ts";
import type { Reads } from "./reads.ts";

/** Everything the dashboard shows. */
export async function overview(
  reads: Reads,
  simulation: boolean,
  nowMs: number,
): Promise<OverviewOutput> {
  const [nodes, pools, peakOfHours, events] = await Promise.all([
    listNodes(reads),
    listPools(reads, eq(poolTable.configured, true), nowMs),
    highestHour(reads, nowMs),
    listEvents(reads, 30),
  ]);
  return {
    asOfMs: nowMs,
    simulation,
    figures: figuresOf(nodes, pools, peakOfHours, nowMs),
    nodes: nodes.map((node) => ({
      ...node,
      pools: pools.filter((pool) => pool.nodeId === node.id),
    })),
    events,
  };
}

/** Per hour the sum of the pools' maxima; of those the highest in 24 hours. */
async function highestHour(reads: Reads, nowMs: number): Promise<number> {
  const hours = reads
    .select({ total: sql<number>`sum(${poolHours.maxInstances})`.as("total") })
    .from(poolHours)
    .where(gte(poolHours.hour, Math.floor(nowMs / 3_600_000) - 23))
    .groupBy(poolHours.hour)
    .as("hours");
  const [row] = await reads
    .select({ highest: sql<number | null>`max(${hours.total})` })
    .from(hours);
  return row?.highest ?? 0;
}
