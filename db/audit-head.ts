import { desc, isNotNull } from "drizzle-orm";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { type ChainHead, chainStart } from "./audit-chain.ts";
import { audit } from "./schema/index.ts";

/** The newest row of the chain. */
export async function auditHead(database: Pick<LibSQLDatabase, "select">): Promise<ChainHead> {
  const [newest] = await database
    .select({ seq: audit.seq, hash: audit.hash })
    .from(audit)
    .where(isNotNull(audit.seq))
    .orderBy(desc(audit.seq))
    .limit(1);
  return newest?.seq && newest.hash ? { seq: newest.seq, hash: newest.hash } : chainStart;
}
