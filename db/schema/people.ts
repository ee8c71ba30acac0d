import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

const role = (name: string) => text(name, { enum: ["USER", "DEVOPS", "ADMIN"] });

/** People. A local account signs in with a password, an SSO account at the identity provider. */
export const users = sqliteTable(
  "users",
  {
    id: text("id").primaryKey(),
    kind: text("kind", { enum: ["local", "sso"] }).notNull(),
    /** Lower case. Only local accounts are found by it. */
    email: text("email").notNull(),
    name: text("name").notNull(),
    role: role("role").notNull(),
    /** Of SSO accounts: what the groups gave at the last sign-in; null for local ones. */
    mappedRole: role("mapped_role"),
    /** Whether an administrator set `role` against the groups. */
    roleOverridden: integer("role_overridden", { mode: "boolean" }).notNull().default(false),
    /** Null until it is set with a one-time link, and for SSO accounts. */
    passwordHash: text("password_hash"),
    /** Who the identity provider says it is; null for local accounts. */
    issuer: text("issuer"),
    subject: text("subject"),
    createdAtMs: integer("created_at_ms").notNull(),
    disabledAtMs: integer("disabled_at_ms"),
    lastSignInAtMs: integer("last_sign_in_at_ms"),
  },
  (table) => [
    uniqueIndex("users_by_local_email").on(table.email).where(sql`${table.kind} = 'local'`),
    uniqueIndex("users_by_subject").on(table.issuer, table.subject),
  ],
);

/** Signed-in browsers. The id is the SHA-256 of the token in the cookie, which is not kept. */
export const sessions = sqliteTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    createdAtMs: integer("created_at_ms").notNull(),
    activeAtMs: integer("active_at_ms").notNull(),
    /** The end without further activity; moves on with every activity. */
    expiresAtMs: integer("expires_at_ms").notNull(),
    address: text("address"),
    userAgent: text("user_agent"),
    /** What the identity provider wants to see at sign-out; null for local accounts. */
    idToken: text("id_token"),
  },
  (table) => [index("sessions_by_user").on(table.userId)],
);

/** Links with which a person sets a password, once. */
export const oneTimeLinks = sqliteTable("one_time_links", {
  id: text("id").primaryKey(),
  tokenHash: text("token_hash").notNull().unique(),
  userId: text("user_id")
    .notNull()
    .references(() => users.id),
  createdAtMs: integer("created_at_ms").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
  usedAtMs: integer("used_at_ms"),
});

/** Tokens for automation; only their SHA-256 is kept. */
export const apiTokens = sqliteTable("api_tokens", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  tokenHash: text("token_hash").notNull().unique(),
  /** Who made it; the token never may more than that person. */
  userId: text("user_id")
    .notNull()
    .references(() => users.id),
  role: role("role").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
  lastUsedAtMs: integer("last_used_at_ms"),
  revokedAtMs: integer("revoked_at_ms"),
});
