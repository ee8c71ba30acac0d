import { and, desc, eq, gt, isNotNull, isNull, lte, or, type SQL } from "drizzle-orm";
import type { ApiTokenRow } from "../../core/contract/people-contract.ts";
import { apiTokens, users } from "../../db/schema/index.ts";
import type { Reads } from "../fleet/reads.ts";

const mostDead = 200;

/** The API tokens: every one that is valid, then the newest others; the secrets are not kept. */
export async function listApiTokens(reads: Reads, nowMs: number): Promise<ApiTokenRow[]> {
  const { id, name, role, createdAtMs, expiresAtMs, lastUsedAtMs, revokedAtMs } = apiTokens;
  const columns = { id, name, role, createdAtMs, expiresAtMs, lastUsedAtMs, revokedAtMs };
  const listed = (which: SQL | undefined) =>
    reads
      .select({ ...columns, createdBy: users.email })
      .from(apiTokens)
      .innerJoin(users, eq(users.id, apiTokens.userId))
      .where(which)
      .orderBy(desc(createdAtMs));
  const [valid, dead] = await Promise.all([
    listed(and(isNull(revokedAtMs), gt(expiresAtMs, nowMs))),
    listed(or(isNotNull(revokedAtMs), lte(expiresAtMs, nowMs))).limit(mostDead),
  ]);
  return [...valid, ...dead];
}
