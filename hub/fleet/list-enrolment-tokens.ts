import { and, desc, gt, gte, isNotNull, isNull, lt, lte, or, type SQL } from "drizzle-orm";
import type { EnrolmentTokenRow } from "../../core/contract/site-contract.ts";
import { enrolmentTokens } from "../../db/schema/index.ts";
import type { Reads } from "./reads.ts";

const { id, region, createdAtMs, expiresAtMs, uses, maxUses, revokedAtMs } = enrolmentTokens;
const mostDead = 200;

/** The enrolment tokens: every one that is valid, then the newest others; the secrets are not kept. */
export async function listEnrolmentTokens(
  reads: Reads,
  nowMs: number,
): Promise<EnrolmentTokenRow[]> {
  const listed = (which: SQL | undefined) =>
    reads
      .select({ id, region, createdAtMs, expiresAtMs, uses, maxUses, revokedAtMs })
      .from(enrolmentTokens)
      .where(which)
      .orderBy(desc(createdAtMs));
  const [valid, dead] = await Promise.all([
    listed(and(isNull(revokedAtMs), gt(expiresAtMs, nowMs), lt(uses, maxUses))),
    listed(or(isNotNull(revokedAtMs), lte(expiresAtMs, nowMs), gte(uses, maxUses))).limit(mostDead),
  ]);
  return [...valid, ...dead];
}
