import { and, desc, eq } from "drizzle-orm";
import type { FleetEvent } from "../../core/contract/site-contract.ts";
import type { Decision } from "../../core/scaling/decision.ts";
import { explainReasons } from "../../core/scaling/explain.ts";
import {
  actions,
  configs,
  decisions,
  lifecycleEvents,
  nodes,
  pools,
} from "../../db/schema/index.ts";
import type { Reads } from "./reads.ts";

type LifecycleKind = (typeof lifecycleEvents.$inferSelect)["kind"];

/** What happened in the fleet, newest first: resizes, status changes, published configs. */
export async function listEvents(reads: Reads, limit: number): Promise<FleetEvent[]> {
  const kinds = await Promise.all([
    resizes(reads, limit),
    lifecycle(reads, limit),
    published(reads, limit),
  ]);
  return kinds
    .flat()
    .sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}

const node = { nodeId: nodes.id, nodeName: nodes.name };

async function resizes(reads: Reads, limit: number): Promise<FleetEvent[]> {
  const rows = await reads
    .select({ action: actions, ...node, poolName: pools.name, decision: decisions.decision })
    .from(actions)
    .innerJoin(nodes, eq(nodes.id, actions.nodeId))
    .innerJoin(pools, eq(pools.id, actions.poolId))
    .leftJoin(
      decisions,
      and(eq(decisions.id, actions.decisionId), eq(decisions.poolId, actions.poolId)),
    )
    .orderBy(desc(actions.requestedAtMs))
    .limit(limit);
  return rows.map(({ action, nodeId, nodeName, poolName, decision }) => ({
    id: action.id,
    atMs: action.requestedAtMs,
    kind: "resize",
    direction: action.toSize > action.fromSize ? "out" : "in",
    nodeId,
    nodeName,
    poolId: action.poolId,
    poolName,
    ...told(action, decision === null ? null : JSON.parse(decision)),
  }));
}

function told(
  action: typeof actions.$inferSelect,
  decision: Decision | null,
): Pick<FleetEvent, "tone" | "title" | "detail"> {
  const { fromSize, toSize, outcomeKind } = action;
  const grows = toSize > fromSize;
  const why = decision && explainReasons(decision.reasons);
  if (outcomeKind === "applied") {
    const title = `Scaled ${grows ? "out" : "in"} from ${fromSize} to ${toSize}`;
    return { tone: "good", title, detail: why };
  }
  if (outcomeKind === "noop") {
    return { tone: "neutral", title: `Already at ${toSize}`, detail: why };
  }
  const outcome: { message?: string } = JSON.parse(action.outcome);
  return {
    tone: outcomeKind === "failed" ? "bad" : "warning",
    title: `Scale-${grows ? "out" : "in"} from ${fromSize} to ${toSize} ${outcomeKind}`,
    detail: outcome.message ?? null,
  };
}

const lifecycleWords: Record<LifecycleKind, { title: string; tone: FleetEvent["tone"] }> = {
  REGISTERED: { title: "Node registered", tone: "neutral" },
  CAME_ONLINE: { title: "Node came online", tone: "good" },
  WENT_OFFLINE: { title: "Node went offline", tone: "bad" },
  REPORTED_ERROR: { title: "Node reports an error", tone: "bad" },
  RECOVERED: { title: "Node recovered", tone: "good" },
};

async function lifecycle(reads: Reads, limit: number): Promise<FleetEvent[]> {
  const rows = await reads
    .select({ event: lifecycleEvents, ...node })
    .from(lifecycleEvents)
    .innerJoin(nodes, eq(nodes.id, lifecycleEvents.nodeId))
    .orderBy(desc(lifecycleEvents.atMs))
    .limit(limit);
  return rows.map(({ event, nodeId, nodeName }) => ({
    id: event.id,
    atMs: event.atMs,
    kind: "lifecycle",
    direction: null,
    nodeId,
    nodeName,
    poolId: null,
    poolName: null,
    ...lifecycleWords[event.kind],
    detail: event.reason,
  }));
}

async function published(reads: Reads, limit: number): Promise<FleetEvent[]> {
  const { id, revision, publishedAtMs, publishedBy } = configs;
  const rows = await reads
    .select({ id, revision, publishedAtMs, publishedBy, ...node })
    .from(configs)
    .innerJoin(nodes, eq(nodes.id, configs.nodeId))
    .orderBy(desc(configs.publishedAtMs))
    .limit(limit);
  return rows.map((row) => ({
    id: row.id,
    atMs: row.publishedAtMs,
    kind: "config",
    direction: null,
    tone: "neutral",
    nodeId: row.nodeId,
    nodeName: row.nodeName,
    poolId: null,
    poolName: null,
    title: `Config revision ${row.revision} published`,
    detail: `By ${row.publishedBy}`,
  }));
}
