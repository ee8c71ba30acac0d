import { parseArgs } from "node:util";
import { chainLateRows, countLateRows } from "./chain-late-rows.ts";
import { migrateDatabase } from "./migrate.ts";

const usage = "Usage: DATABASE_URL=… npm run db:migrate [-- --chain-late-rows]";

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

function isChainingAsked(): boolean {
  try {
    const { values } = parseArgs({ options: { "chain-late-rows": { type: "boolean" } } });
    return values["chain-late-rows"] ?? false;
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}. ${usage}`);
  }
}

const chaining = isChainingAsked();
const url =
  process.env.DATABASE_URL ||
  fail("DATABASE_URL is missing: set it to the libSQL database, for example libsql://…");
const authToken = process.env.DATABASE_AUTH_TOKEN ?? null;
try {
  await migrateDatabase(url, authToken);
  console.log("The database has the newest schema.");
} catch (error) {
  fail(`The database at DATABASE_URL could not be migrated: ${causeOf(error)}`);
}
try {
  if (chaining) {
    const chained = await chainLateRows(url, authToken);
    console.log(`${chained} rows of the audit log got their places at the end of the chain.`);
  }
  const late = await countLateRows(url, authToken);
  if (late) {
    console.log(
      `${late} rows of the audit log have no place in the chain, and npm run audit:verify says so. ` +
        "If the hub of before wrote them after an earlier run, run this again with " +
        "-- --chain-late-rows once the new one is deployed.",
    );
  }
} catch (error) {
  fail(
    `The rows past the audit chain could not be given places: ${causeOf(error)}. The hub may have ` +
      "written at the same moment: run this again.",
  );
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause ? error.cause : error;
}
