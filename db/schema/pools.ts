import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { nodes } from "./nodes.ts";

/** OCI instance pools, with what their node reported last. */
export const pools = sqliteTable(
  "pools",
  {
    id: text("id").primaryKey(),
    oraclePoolId: text("oracle_pool_id").notNull().unique(),
    nodeId: text("node_id")
      .notNull()
      .references(() => nodes.id),
    name: text("name").notNull(),
    compartmentId: text("compartment_id"),
    /** From the active config; null for a pool that is in none. */
    minSize: integer("min_size"),
    maxSize: integer("max_size"),
    mode: text("mode", { enum: ["active", "observe", "paused"] }),
    /** Whether the active config of its node holds it. */
    configured: integer("configured", { mode: "boolean" }).notNull(),
    isActive: integer("is_active", { mode: "boolean" }).notNull().default(false),
    status: text("status", { enum: ["healthy", "warning", "error"] }),
    statusReason: text("status_reason"),
    sampledAtMs: integer("sampled_at_ms"),
    currentInstances: integer("current_instances"),
    activeInstances: integer("active_instances"),
    cpuAvgPercent: real("cpu_avg_percent"),
    cpuMaxPercent: real("cpu_max_percent"),
    ramAvgPercent: real("ram_avg_percent"),
    ramMaxPercent: real("ram_max_percent"),
  },
  (table) => [index("pools_by_node").on(table.nodeId, table.name)],
);

/**
 * Measurements of pools, raw. In the order of time: whoever writes touches the last pages only,
 * which makes a commit of many pools three times as fast as with the pool first.
 */
export const samples = sqliteTable(
  "samples",
  {
    poolId: text("pool_id").notNull(),
    atMs: integer("at_ms").notNull(),
    currentInstances: integer("current_instances").notNull(),
    activeInstances: integer("active_instances").notNull(),
    cpuAvgPercent: real("cpu_avg_percent"),
    cpuMaxPercent: real("cpu_max_percent"),
    ramAvgPercent: real("ram_avg_percent"),
    ramMaxPercent: real("ram_max_percent"),
  },
  (table) => [primaryKey({ columns: [table.atMs, table.poolId] })],
);

/** The most instances a pool had in an hour; what the peak of 24 hours is made from. */
export const poolHours = sqliteTable(
  "pool_hours",
  {
    poolId: text("pool_id").notNull(),
    /** Whole hours since the epoch. */
    hour: integer("hour").notNull(),
    maxInstances: integer("max_instances").notNull(),
  },
  (table) => [primaryKey({ columns: [table.hour, table.poolId] })],
);

/** Every decision, holds included, with the inputs it can be replayed from. */
export const decisions = sqliteTable(
  "decisions",
  {
    /** Made by the agent before it acts; a report that comes twice is stored once. */
    id: text("id").primaryKey(),
    poolId: text("pool_id").notNull(),
    nodeId: text("node_id").notNull(),
    atMs: integer("at_ms").notNull(),
    kind: text("kind", { enum: ["hold", "resize"] }).notNull(),
    direction: text("direction", { enum: ["out", "in"] }),
    configRevision: integer("config_revision").notNull(),
    decision: text("decision").notNull(),
    inputs: text("inputs").notNull(),
  },
  (table) => [index("decisions_by_pool").on(table.poolId, table.atMs)],
);

/** What was asked of OCI, and what came of it. */
export const actions = sqliteTable(
  "actions",
  {
    id: text("id").primaryKey(),
    decisionId: text("decision_id").notNull(),
    poolId: text("pool_id").notNull(),
    nodeId: text("node_id").notNull(),
    fromSize: integer("from_size").notNull(),
    toSize: integer("to_size").notNull(),
    requestedAtMs: integer("requested_at_ms").notNull(),
    finishedAtMs: integer("finished_at_ms").notNull(),
    outcomeKind: text("outcome_kind", {
      enum: ["applied", "noop", "refused", "failed"],
    }).notNull(),
    outcome: text("outcome").notNull(),
  },
  (table) => [
    index("actions_by_decision").on(table.decisionId),
    index("actions_by_time").on(table.requestedAtMs),
  ],
);
