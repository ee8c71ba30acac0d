import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AgentFault, messageOf } from "../agent-fault.ts";
import { migrate } from "./migrations.ts";

/**
 * Opens the one file of the state folder, readable by its owner only, since it holds the API key.
 * The exclusive lock lasts as long as the process and ends with it, however it ends: a second
 * agent on the same folder gets JOURNAL_IN_USE.
 */
export function openDatabase(folder: string): DatabaseSync {
  const file = join(folder, "journal.db");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    closeSync(openSync(file, "a", 0o600));
    const database = new DatabaseSync(file);
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;");
    // A short log, so that a small disk that was full once is not held full by it.
    database.exec("PRAGMA wal_autocheckpoint = 50; PRAGMA journal_size_limit = 262144;");
    database.exec("PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; COMMIT;");
    database.exec("PRAGMA wal_checkpoint(TRUNCATE);");
    migrate(database);
    return database;
  } catch (cause) {
    const reason = messageOf(cause);
    if (/database is locked/.test(reason)) {
      const message = `Another agent already works with the state folder ${folder}; each agent needs a STATE_DIR of its own.`;
      throw new AgentFault("JOURNAL_IN_USE", message, { cause });
    }
    throw new AgentFault("JOURNAL_UNUSABLE", `${file} can not be used: ${reason}.`, { cause });
  }
}

/** Runs the work as one durable transaction, or not at all. Throws JOURNAL_UNUSABLE. */
export function durably<Result>(database: DatabaseSync, work: () => Result): Result {
  try {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  } catch (cause) {
    const message = `The journal can not be written: ${messageOf(cause)}.`;
    throw new AgentFault("JOURNAL_UNUSABLE", message, { cause });
  }
}
