import { and, asc, count, gt, isNotNull, isNull, lte } from "drizzle-orm";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { ChainCheck, type ChainFault, type ChainHead } from "./audit-chain.ts";
import { audit } from "./schema/index.ts";

const pageRows = 1000;

type Log = Pick<LibSQLDatabase, "select">;

/** The database answers, but not with this row: no hub wrote it as it is now. */
export class UnreadableRow extends Error {
  constructor(afterSeq: number, cause: unknown) {
    super(
      `The row after row ${afterSeq} can not be read: it may have been tampered with. ` +
        "Look at it in the database itself.",
      { cause },
    );
    this.name = "UnreadableRow";
  }
}

/**
 * Reads the whole audit log and looks for the first row that is not as the hub wrote it. Throws
 * UnreadableRow, or what libSQL says when it can not be asked.
 * @param expected a head that was exported earlier, against a log that was cut short or rewritten
 */
export async function verifyAudit(
  database: Log,
  expected: ChainHead | null,
): Promise<{ head: ChainHead; fault: ChainFault | null }> {
  const check = new ChainCheck(expected);
  let isSound = true;
  let last: number | null = null;
  while (isSound) {
    const rows = await readableRows(database, last);
    if (!rows.length) break;
    isSound = rows.every((row) => check.take(row));
    last = rows.at(-1)?.seq ?? last;
  }
  const unchained = isSound ? await firstUnchained(database, last) : [];
  for (const row of unchained) check.take(row);
  const { head, fault } = check.result();
  return { head, fault: fault ?? (await surplus(database, head)) };
}

/** A page, or what of it comes before a row that can not be read. */
async function readableRows(database: Log, after: number | null) {
  try {
    return await page(database, after, pageRows);
  } catch {
    try {
      return await page(database, after, 1);
    } catch (error) {
      return await blameRow(database, after, error);
    }
  }
}

function page(database: Log, after: number | null, limit: number) {
  return database
    .select()
    .from(audit)
    .where(after === null ? isNotNull(audit.seq) : gt(audit.seq, after))
    .orderBy(asc(audit.seq))
    .limit(limit);
}

async function firstUnchained(database: Log, last: number | null) {
  try {
    return await database.select().from(audit).where(isNull(audit.seq)).limit(1);
  } catch (error) {
    return await blameRow(database, last, error);
  }
}

/** A database that still counts its rows is there; then it was the row. */
async function blameRow(database: Log, after: number | null, error: unknown): Promise<never> {
  await database.select({ rows: count() }).from(audit);
  throw new UnreadableRow(after ?? 0, error);
}

/**
 * Rows up to the head that no page showed: a second one with the number at a page's end. What the
 * hub writes meanwhile comes behind the head.
 */
async function surplus(database: Log, head: ChainHead): Promise<ChainFault | null> {
  const upToHead = lte(audit.seq, head.seq);
  const [counted] = await database.select({ rows: count() }).from(audit).where(upToHead);
  const tooMany = (counted?.rows ?? 0) - head.seq;
  if (tooMany <= 0) return null;
  const [doubled] = await database
    .select({ seq: audit.seq })
    .from(audit)
    .where(and(upToHead, gt(audit.seq, 0)))
    .groupBy(audit.seq)
    .having(gt(count(), 1))
    .orderBy(asc(audit.seq))
    .limit(1);
  const seq = doubled?.seq ?? null;
  if (seq === null) {
    const what = `${tooMany} row(s) were put in while the log was read; run this again`;
    return { seq: head.seq, what };
  }
  return { seq, what: `the number ${seq} is there more than once: a row was put in` };
}
