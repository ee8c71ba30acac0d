import type { ReportInput, ReportOutput } from "../../core/contract/agent-contract.ts";
import type { ActionReport, DecisionReport } from "../../core/contract/decision-record.ts";
import type { BulkRow } from "../../db/bulk.ts";
import { row, type Write } from "../../db/writes.ts";
import type { Origin } from "../auth/origin.ts";
import { auditRow, theNode } from "./audit-row.ts";
import { knownPool } from "./known-pool.ts";
import type { FleetMemory, KnownNode, KnownPool, Measured } from "./memory.ts";
import type { Occasion, Plan, PlannedWrite, Topic } from "./plan.ts";
import { measureWrites } from "./pool-measures.ts";
import { Refusal } from "./refusal.ts";

/**
 * Who reports, of which pools it may speak (see held-pools.ts), and which of the actions the
 * database had before (see stored-actions.ts).
 */
interface Sender {
  nodeId: string;
  origin: Origin;
  heldPools: ReadonlySet<string>;
  storedActions: ReadonlySet<string>;
}

/**
 * Stores what an agent decided and did, late or not. Every event is stored once by its id,
 * however often it comes; an action is in the audit log once, under its own id. What a node says of
 * a pool that never was its own is accepted, lest it be sent for ever, and left out.
 */
export function recordReport(
  memory: FleetMemory,
  sender: Sender,
  { events }: ReportInput,
  occasion: Occasion,
): Plan<ReportOutput> {
  const node = memory.nodes.get(sender.nodeId);
  if (!node) throw new Refusal("unauthorized", "This node is not registered.");
  const writes: PlannedWrite[] = [];
  const topics = new Set<Topic>(["overview"]);
  for (const event of events) {
    const others = othersPool(memory, sender, event.oraclePoolId);
    if (others) {
      writes.push(...strayRow(memory, others, { node, origin: sender.origin, occasion }));
      continue;
    }
    const pool = knownPool(memory, node.id, { ...event, name: event.poolName }, occasion);
    writes.push(...pool.writes);
    topics.add(`pool:${pool.known.id}`);
    if (event.kind === "decision") {
      writes.push(...decisionRows(event, pool.known, { node, occasion }));
    } else if (!sender.storedActions.has(event.id) && !memory.actions.has(event.id)) {
      memory.actions.add(event.id);
      writes.push(...actionRows(event, pool.known, { node, origin: sender.origin, occasion }));
    }
  }
  return { writes, topics: [...topics], result: { accepted: events.length } };
}

function othersPool(memory: FleetMemory, sender: Sender, oraclePoolId: string): KnownPool | null {
  const known = memory.pools.get(oraclePoolId);
  const mayReport = !known || known.nodeId === sender.nodeId || sender.heldPools.has(oraclePoolId);
  return mayReport ? null : known;
}

/** Once for a node and a pool, however much it reports. */
function strayRow(
  memory: FleetMemory,
  pool: KnownPool,
  { node, origin, occasion }: { node: KnownNode; origin: Origin; occasion: Occasion },
): PlannedWrite[] {
  const stray = `${node.id} ${pool.id}`;
  if (memory.strays.has(stray)) return [];
  memory.strays.add(stray);
  const deed = {
    action: "REPORT_POOL",
    category: "POOL",
    resource: { type: "pool", id: pool.id, name: pool.name },
    description: `Node ${node.name} reported on ${pool.name}, which never was its pool; left out`,
    status: "FAILURE",
    error: "not its pool",
  } as const;
  return [auditRow(theNode(node, origin), deed, occasion)];
}

/** The decision, and what was measured when it was made: samples of an outage come this way. */
function decisionRows(
  event: DecisionReport,
  pool: KnownPool,
  { node, occasion }: { node: KnownNode; occasion: Occasion },
): Write[] {
  const { id, decision, inputs, configRevision } = event;
  // A clock that is ahead must not make a decision the last one for good.
  const atMs = Math.min(decision.atMs, occasion.nowMs);
  const stored: BulkRow = [
    id,
    pool.id,
    node.id,
    atMs,
    decision.kind,
    decision.direction,
    configRevision,
    JSON.stringify(decision),
    JSON.stringify(inputs),
  ];
  const own = pool.nodeId === node.id;
  const measures = own ? measureWrites(pool, measuredWith(event, atMs), occasion.nowMs) : [];
  return [row("decision", stored), ...measures];
}

function measuredWith({ inputs }: DecisionReport, atMs: number): Measured {
  const [cpu, ram] = ["cpu", "ram"].map((name) =>
    inputs.signal.metrics.find(({ metric }) => metric === name),
  );
  return {
    atMs,
    currentInstances: inputs.pool.size,
    activeInstances: inputs.signal.runningInstances,
    cpuAvgPercent: cpu?.mean ?? null,
    cpuMaxPercent: cpu?.max ?? null,
    ramAvgPercent: ram?.mean ?? null,
    ramMaxPercent: ram?.max ?? null,
  };
}

function actionRows(
  event: ActionReport,
  pool: KnownPool,
  { node, origin, occasion }: { node: KnownNode; origin: Origin; occasion: Occasion },
): PlannedWrite[] {
  const { id, decisionId, fromSize, toSize, requestedAtMs, finishedAtMs, outcome } = event;
  const times = [requestedAtMs, finishedAtMs].map((atMs) => Math.min(atMs, occasion.nowMs));
  const actor = theNode(node, origin);
  const failed = outcome.kind === "failed" || outcome.kind === "refused";
  return [
    row("action", [
      id,
      decisionId,
      pool.id,
      node.id,
      fromSize,
      toSize,
      ...times,
      outcome.kind,
      JSON.stringify(outcome),
    ]),
    auditRow(
      actor,
      {
        id,
        action: "RESIZE_POOL",
        category: "POOL",
        resource: { type: "pool", id: pool.id, name: pool.name },
        description: `Resize of ${pool.name} from ${fromSize} to ${toSize}: ${outcome.kind}`,
        details: { decisionId, outcome },
        ...(failed ? { status: "FAILURE", error: outcome.message } : {}),
      },
      occasion,
    ),
  ];
}
