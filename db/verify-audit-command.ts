import { parseArgs } from "node:util";
import type { ChainHead } from "./audit-chain.ts";
import { openReads } from "./client.ts";
import { UnreadableRow, verifyAudit } from "./verify-audit.ts";

const usage = "Usage: DATABASE_URL=… npm run audit:verify -- [--head SEQ:HASH]";

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}

function expectedHead(): ChainHead | null {
  try {
    const { values } = parseArgs({ options: { head: { type: "string" } } });
    if (values.head === undefined) return null;
    const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(values.head) ?? [];
    if (!seq || !hash) {
      return fail(`--head is no head: give what auditHead answered, as NUMBER:HASH. ${usage}`);
    }
    return { seq: Number(seq), hash };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}. ${usage}`);
  }
}

const expected = expectedHead();
const url = process.env.DATABASE_URL;
if (!url) {
  fail(
    "DATABASE_URL is missing: set it to the hub's libSQL database, libsql://…; of the running " +
      "demonstration it is in .tidepool/demo/database-url.",
  );
}
try {
  const authToken = process.env.DATABASE_AUTH_TOKEN ?? null;
  const { head, fault } = await verifyAudit(
    openReads({ url, authToken, timeoutMs: 60_000 }),
    expected,
  );
  if (fault) {
    console.error(
      `The audit log was tampered with. First fault at row ${fault.seq}: ${fault.what}.`,
    );
    process.exit(1);
  }
  const since = expected ? `, and begins with the ${expected.seq} of the given head` : "";
  console.log(`The audit log is whole: ${head.seq} rows${since}.`);
  console.log(`Its head, to keep elsewhere and give to --head next time: ${head.seq}:${head.hash}`);
} catch (error) {
  if (error instanceof UnreadableRow) {
    console.error(error.message);
    process.exit(1);
  }
  let cause = error;
  while (cause instanceof Error && cause.cause) cause = cause.cause;
  fail(`The audit log at DATABASE_URL could not be read: ${cause}`);
}
