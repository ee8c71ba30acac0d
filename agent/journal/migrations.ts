import type { DatabaseSync } from "node:sqlite";

/** Each entry lifts the file by one version; `user_version` counts those that have run. */
const migrations: readonly string[] = [
  `
  CREATE TABLE identity (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    registration_id TEXT NOT NULL,
    node_id TEXT,
    api_key TEXT,
    token_hash TEXT
  ) STRICT;
  CREATE TABLE config (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    revision INTEGER NOT NULL,
    hash TEXT NOT NULL,
    yaml TEXT NOT NULL
  ) STRICT;
  CREATE TABLE memories (pool_id TEXT PRIMARY KEY, memory TEXT NOT NULL) STRICT;
  -- The key allows one resize in flight per pool, whatever the code above does.
  CREATE TABLE intents (pool_id TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, intent TEXT NOT NULL) STRICT;
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    event TEXT NOT NULL
  ) STRICT;
  CREATE TABLE dead_letters (
    seq INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    reason TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  `,
];

/** Brings the file to the version this agent knows. Throws when a newer agent wrote it. */
export function migrate(database: DatabaseSync): void {
  const row = database.prepare("PRAGMA user_version").get();
  const version = Number(row?.user_version ?? 0);
  if (version > migrations.length) {
    throw new Error(`it was written by a newer agent (version ${version})`);
  }
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN; ${statements}; PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
