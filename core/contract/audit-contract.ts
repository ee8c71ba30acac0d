import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import { mostFilterCharacters } from "./limits.ts";
import type { Query } from "./router-types.ts";

// The audit log, as it crosses the wire. Times: epoch ms.

/** What an entry is about; every entry has one. */
export const auditCategories = ["AUTH", "NODE", "POOL", "USER", "CONFIG", "SYSTEM"] as const;
/** One of the categories. */
export type AuditCategory = (typeof auditCategories)[number];

const text = cleanText(mostFilterCharacters);

/** Which rows; those that are left out do not narrow the choice. */
export const auditFilter = z.object({
  category: z.enum(auditCategories).optional(),
  action: text.optional(),
  /** The id or the email address of who did it. */
  user: text.optional(),
  resourceType: text.optional(),
  status: z.enum(["SUCCESS", "FAILURE"]).optional(),
  fromMs: z.int().min(0).optional(),
  /** Exclusive. */
  untilMs: z.int().min(0).optional(),
  /** Anywhere in description, resource, error or details; ASCII letters of either case. */
  text: text.optional(),
});

/** One page of the entries that a filter lets through. */
export const auditInput = auditFilter.extend({
  /** Rows older than this one, for the next page. */
  beforeSeq: z.int().min(1).optional(),
  limit: z.int().min(1).max(200).default(50),
});

/** A filter as the hub and the pages hold it. */
export type AuditFilter = z.infer<typeof auditFilter>;
/** A question for a page of the log, with its defaults filled in. */
export type AuditInput = z.infer<typeof auditInput>;

/** One entry, as it was written; names and roles are those of that time. */
export interface AuditRow {
  /** Its number in the chain. */
  seq: number;
  id: string;
  atMs: number;
  actorKind: "user" | "node" | "system" | "anonymous";
  actorId: string | null;
  actorEmail: string | null;
  actorRole: string | null;
  action: string;
  category: AuditCategory;
  resourceType: string | null;
  resourceId: string | null;
  resourceName: string | null;
  description: string;
  /** JSON. */
  details: string | null;
  address: string | null;
  userAgent: string | null;
  status: "SUCCESS" | "FAILURE";
  error: string | null;
}

/** A page of the log. */
export interface AuditOutput {
  /** Newest first. */
  rows: AuditRow[];
  /** For the next page; null on the last. */
  nextBeforeSeq: number | null;
}

/** What the log says of the last 24 hours. */
export interface AuditSummary {
  /** Entries, refusals among them. */
  total: number;
  failures: number;
  byCategory: Partial<Record<AuditCategory, number>>;
  /** The five most frequent, most frequent first. */
  topActions: { action: string; count: number }[];
  topUsers: { user: string; count: number }[];
}

/** The procedures that read the log, for an ADMIN. */
export type AuditRecord = {
  audit: Query<z.input<typeof auditInput>, AuditOutput>;
  auditSummary: Query<void, AuditSummary>;
  /** What to keep elsewhere, so that `npm run audit:verify` notices a log that was cut short. */
  auditHead: Query<void, { seq: number; hash: string }>;
};
