import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

/** Registered agents. Times are epoch ms; ids are UUIDs of version 7, so they sort by time. */
export const nodes = sqliteTable("nodes", {
  id: text("id").primaryKey(),
  name: text("name").notNull().unique(),
  region: text("region").notNull(),
  /** SHA-256 of the id that the agent made; lets it repeat a registration whose answer was lost. */
  registrationHash: text("registration_hash").notNull().unique(),
  status: text("status", { enum: ["INACTIVE", "ACTIVE", "ERROR", "OFFLINE"] }).notNull(),
  statusReason: text("status_reason"),
  agentVersion: text("agent_version").notNull(),
  registeredAtMs: integer("registered_at_ms").notNull(),
  lastHeartbeatAtMs: integer("last_heartbeat_at_ms"),
  /** The published revision, and the one the agent says it acts on. */
  activeRevision: integer("active_revision"),
  appliedRevision: integer("applied_revision"),
  /** Until when the node's heartbeats so far use up its rate limit (GCRA), epoch ms. */
  heartbeatsUntilMs: integer("heartbeats_until_ms").notNull().default(0),
  /** When a person asked for a new key; null once the node uses one. */
  keyRotationAskedAtMs: integer("key_rotation_asked_at_ms"),
});

/** Keys of nodes; only their SHA-256 is kept. */
export const nodeKeys = sqliteTable(
  "node_keys",
  {
    id: text("id").primaryKey(),
    nodeId: text("node_id")
      .notNull()
      .references(() => nodes.id),
    keyHash: text("key_hash").notNull().unique(),
    createdAtMs: integer("created_at_ms").notNull(),
    firstUsedAtMs: integer("first_used_at_ms"),
    /** Of a key that another one replaces: the end of the overlap. */
    expiresAtMs: integer("expires_at_ms"),
    revokedAtMs: integer("revoked_at_ms"),
  },
  (table) => [index("node_keys_by_node").on(table.nodeId)],
);

/** Tokens with which nodes register. The check makes a use too many fail in the database. */
export const enrolmentTokens = sqliteTable(
  "enrolment_tokens",
  {
    id: text("id").primaryKey(),
    tokenHash: text("token_hash").notNull().unique(),
    /** The only region it is good for; null for any. */
    region: text("region"),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
    uses: integer("uses").notNull().default(0),
    maxUses: integer("max_uses").notNull().default(1),
    revokedAtMs: integer("revoked_at_ms"),
  },
  (table) => [check("enrolment_tokens_uses", sql`${table.uses} <= ${table.maxUses}`)],
);

/** Which nodes registered with which token. */
export const enrolmentUses = sqliteTable(
  "enrolment_uses",
  {
    tokenId: text("token_id")
      .notNull()
      .references(() => enrolmentTokens.id),
    nodeId: text("node_id")
      .notNull()
      .references(() => nodes.id),
    usedAtMs: integer("used_at_ms").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tokenId, table.nodeId] })],
);

/** Status changes of nodes. */
export const lifecycleEvents = sqliteTable(
  "lifecycle_events",
  {
    id: text("id").primaryKey(),
    nodeId: text("node_id")
      .notNull()
      .references(() => nodes.id),
    atMs: integer("at_ms").notNull(),
    kind: text("kind", {
      enum: ["REGISTERED", "CAME_ONLINE", "WENT_OFFLINE", "REPORTED_ERROR", "RECOVERED"],
    }).notNull(),
    reason: text("reason").notNull(),
    trigger: text("trigger").notNull(),
  },
  (table) => [
    index("lifecycle_events_by_node").on(table.nodeId, table.atMs),
    index("lifecycle_events_by_time").on(table.atMs),
  ],
);

/** Every published config of a node; the highest revision is the active one. */
export const configs = sqliteTable(
  "configs",
  {
    id: text("id").primaryKey(),
    nodeId: text("node_id")
      .notNull()
      .references(() => nodes.id),
    revision: integer("revision").notNull(),
    yaml: text("yaml").notNull(),
    hash: text("hash").notNull(),
    publishedAtMs: integer("published_at_ms").notNull(),
    publishedBy: text("published_by").notNull(),
  },
  (table) => [
    uniqueIndex("configs_by_node").on(table.nodeId, table.revision),
    index("configs_by_time").on(table.publishedAtMs),
  ],
);
