import { asc, gt, isNull } from "drizzle-orm";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { ChainCheck, type ChainFault, type ChainHead } from "./audit-chain.ts";
import { audit } from "./schema/index.ts";

const pageRows = 1000;

/**
 * Reads the whole audit log and looks for the first row that is not as the hub wrote it.
 * @param expected a head that was exported earlier, against a log that was cut short or rewritten
 */
export async function verifyAudit(
  database: Pick<LibSQLDatabase, "select">,
  expected: ChainHead | null,
): Promise<{ head: ChainHead; fault: ChainFault | null }> {
  const check = new ChainCheck(expected);
  let isSound = true;
  let last = Number.MIN_SAFE_INTEGER;
  while (isSound) {
    const rows = await database
      .select()
      .from(audit)
      .where(gt(audit.seq, last))
      .orderBy(asc(audit.seq))
      .limit(pageRows);
    if (!rows.length) break;
    isSound = rows.every((row) => check.take(row));
    last = rows.at(-1)?.seq ?? last;
  }
  const unchained = await database.select().from(audit).where(isNull(audit.seq)).limit(1);
  for (const row of unchained) if (isSound) check.take(row);
  return check.result();
}
