import { and, count, desc, eq, gte, lt, or, type SQL, sql } from "drizzle-orm";
import type {
  AuditCategory,
  AuditFilter,
  AuditInput,
  AuditOutput,
  AuditRow,
  AuditSummary,
} from "../../core/contract/audit-contract.ts";
import { audit } from "../../db/schema/index.ts";
import type { Reads } from "../fleet/reads.ts";

export { auditHead } from "../../db/audit-head.ts";

const dayMs = 86_400_000;

/** The rows that a filter lets through, newest first. */
export async function listAudit(reads: Reads, input: AuditInput): Promise<AuditOutput> {
  const rows = await rowsBefore(reads, input, input);
  const last = rows.at(-1);
  const nextBeforeSeq = rows.length === input.limit && last ? last.seq : null;
  return { rows, nextBeforeSeq };
}

/** One page of the filtered rows, newest first. */
export async function rowsBefore(
  reads: Reads,
  filter: AuditFilter,
  { beforeSeq, limit }: { beforeSeq?: number | undefined; limit: number },
): Promise<AuditRow[]> {
  const rows = await reads
    .select()
    .from(audit)
    .where(and(...conditions(filter), beforeSeq ? lt(audit.seq, beforeSeq) : undefined))
    .orderBy(desc(audit.seq))
    .limit(limit);
  return rows.map(({ hash: _, seq, ...row }) => ({ ...row, seq: seq ?? 0 }));
}

function conditions(filter: AuditFilter): (SQL | undefined)[] {
  const { category, action, user, resourceType, status, fromMs, untilMs, text } = filter;
  return [
    category && eq(audit.category, category),
    action ? eq(audit.action, action) : undefined,
    user
      ? or(eq(audit.actorId, user), sql`lower(${audit.actorEmail}) = ${user.toLowerCase()}`)
      : undefined,
    resourceType ? eq(audit.resourceType, resourceType) : undefined,
    status && eq(audit.status, status),
    fromMs === undefined ? undefined : gte(audit.atMs, fromMs),
    untilMs === undefined ? undefined : lt(audit.atMs, untilMs),
    text ? hasText(text) : undefined,
  ];
}

/**
 * `instr` takes the text as it is; LIKE would give % and _ a meaning. Both sides are lower-cased by
 * SQLite, which knows ASCII alone: by JavaScript an Ä became an ä that is nowhere.
 */
function hasText(text: string): SQL {
  const columns = [
    audit.description,
    audit.resourceName,
    audit.resourceId,
    audit.error,
    audit.details,
  ];
  const each = columns.map(
    (column) => sql`instr(lower(coalesce(${column}, '')), lower(${text})) > 0`,
  );
  return sql`(${sql.join(each, sql` or `)})`;
}

/** What the last 24 hours hold. */
export async function summarizeAudit(reads: Reads, nowMs: number): Promise<AuditSummary> {
  const recent = gte(audit.atMs, nowMs - dayMs);
  const user = sql<string>`coalesce(${audit.actorEmail}, ${audit.actorId})`;
  const [byKind, topActions, topUsers] = await Promise.all([
    reads
      .select({ category: audit.category, status: audit.status, count: count() })
      .from(audit)
      .where(recent)
      .groupBy(audit.category, audit.status),
    reads
      .select({ action: audit.action, count: count() })
      .from(audit)
      .where(recent)
      .groupBy(audit.action)
      .orderBy(desc(count()), audit.action)
      .limit(5),
    reads
      .select({ user, count: count() })
      .from(audit)
      .where(and(recent, eq(audit.actorKind, "user")))
      .groupBy(user)
      .orderBy(desc(count()), user)
      .limit(5),
  ]);
  const byCategory: Partial<Record<AuditCategory, number>> = {};
  for (const row of byKind) {
    byCategory[row.category] = (byCategory[row.category] ?? 0) + row.count;
  }
  const failures = byKind.filter(({ status }) => status === "FAILURE");
  return { total: sum(byKind), failures: sum(failures), byCategory, topActions, topUsers };
}

function sum(rows: readonly { count: number }[]): number {
  return rows.reduce((total, row) => total + row.count, 0);
}
