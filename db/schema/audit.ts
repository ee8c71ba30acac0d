import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Who did what, in the same transaction as what was done. Kept for good. */
export const audit = sqliteTable(
  "audit",
  {
    id: text("id").primaryKey(),
    /** 1, 2, 3 … in the order of the chain; see db/audit-chain.ts. */
    seq: integer("seq"),
    /** SHA-256 over this row and the hash of the row before. */
    hash: text("hash"),
    atMs: integer("at_ms").notNull(),
    actorKind: text("actor_kind", { enum: ["user", "node", "system", "anonymous"] }).notNull(),
    actorId: text("actor_id"),
    actorEmail: text("actor_email"),
    /** The role at the time. */
    actorRole: text("actor_role"),
    action: text("action").notNull(),
    category: text("category", {
      enum: ["AUTH", "NODE", "POOL", "USER", "CONFIG", "SYSTEM"],
    }).notNull(),
    resourceType: text("resource_type"),
    resourceId: text("resource_id"),
    resourceName: text("resource_name"),
    description: text("description").notNull(),
    details: text("details"),
    address: text("address"),
    userAgent: text("user_agent"),
    status: text("status", { enum: ["SUCCESS", "FAILURE"] }).notNull(),
    error: text("error"),
  },
  (table) => [index("audit_by_time").on(table.atMs), uniqueIndex("audit_by_seq").on(table.seq)],
);
