import { and, gte, inArray, sql } from "drizzle-orm";
import type { Spark } from "../../core/contract/site-contract.ts";
import { samples } from "../../db/schema/index.ts";
import type { Reads } from "./reads.ts";

const steps = 60;
const stepMs = 30_000;

/** The sparklines of pools, of each step its last sample. The result gives a pool's by its id. */
export async function sparksOf(
  reads: Reads,
  poolIds: string[],
  nowMs: number,
): Promise<(poolId: string) => Spark> {
  const startMs = (Math.floor(nowMs / stepMs) - steps + 1) * stepMs;
  const last = reads
    .select({
      poolId: samples.poolId,
      step: sql<number>`cast((${samples.atMs} - ${startMs}) / ${stepMs} as integer)`.as("step"),
      // SQLite takes the other columns of a group from the row that has the maximum.
      atMs: sql<number>`max(${samples.atMs})`.as("last_at_ms"),
      size: samples.currentInstances,
      cpuPercent: sql<number | null>`round(${samples.cpuAvgPercent}, 1)`.as("cpu_percent"),
    })
    .from(samples)
    .where(and(gte(samples.atMs, startMs), inArray(samples.poolId, poolIds)))
    .groupBy(samples.poolId, sql`step`)
    .as("last");
  const points = sql<string>`json_group_array(
    json_array(${last.step}, ${last.size}, ${last.cpuPercent}))`;
  const rows = poolIds.length
    ? await reads.select({ poolId: last.poolId, points }).from(last).groupBy(last.poolId)
    : [];
  const byPool = new Map(rows.map((row) => [row.poolId, JSON.parse(row.points) as Point[]]));
  return (poolId) => spark(startMs, byPool.get(poolId) ?? []);
}

/** Step, size, CPU percent. */
type Point = [number, number, number | null];

function spark(startMs: number, points: Point[]): Spark {
  const sizes: Spark["sizes"] = Array(steps).fill(null);
  const cpuPercents: Spark["cpuPercents"] = Array(steps).fill(null);
  for (const [step, size, cpuPercent] of points) {
    // The agent's clock may be ahead.
    if (step >= steps) continue;
    sizes[step] = size;
    cpuPercents[step] = cpuPercent;
  }
  return { startMs, stepMs, sizes, cpuPercents };
}
