import type { DatabaseSync } from "node:sqlite";
import { emptyMemory, type PoolMemory } from "../../core/scaling/policy.ts";
import type { Identity, Intent, Journal } from "../ports.ts";
import { durably, openDatabase } from "./database.ts";
import { append, bury, oldest, remove } from "./outbox.ts";

/**
 * The journal in `folder`, made when it is not there. Nothing in it is ever dropped to make room:
 * on a full disk every write throws JOURNAL_UNUSABLE, and an agent that can not journal holds.
 * Throws AgentFault JOURNAL_IN_USE or JOURNAL_UNUSABLE.
 */
export function openJournal(folder: string): Journal {
  const database = openDatabase(folder);
  const write = (work: () => void) => durably(database, work);
  return {
    identity: (newId) => identity(database, newId),
    saveEnrolment: ({ nodeId, apiKey, tokenHash }) =>
      write(() => {
        database
          .prepare("UPDATE identity SET node_id = ?, api_key = ?, token_hash = ?")
          .run(nodeId, apiKey, tokenHash);
      }),
    saveApiKey: (apiKey) =>
      write(() => {
        database.prepare("UPDATE identity SET api_key = ?").run(apiKey);
      }),
    config: () => {
      const row = database.prepare("SELECT revision, hash, yaml FROM config").get();
      if (!row) return null;
      return { revision: Number(row.revision), hash: String(row.hash), yaml: String(row.yaml) };
    },
    saveConfig: ({ revision, hash, yaml }) =>
      write(() => {
        database
          .prepare(
            "INSERT OR REPLACE INTO config (only_row, revision, hash, yaml) VALUES (1, ?, ?, ?)",
          )
          .run(revision, hash, yaml);
      }),
    memory: (poolId) => memory(database, poolId),
    openIntent: (poolId) => openIntent(database, poolId),
    recordDecision: (event, next, intent) =>
      write(() => {
        append(database, event);
        saveMemory(database, event.oraclePoolId, next);
        if (intent) saveIntent(database, intent);
      }),
    recordOutcome: (event, next) =>
      write(() => {
        database.prepare("DELETE FROM intents WHERE id = ?").run(event.id);
        append(database, event);
        saveMemory(database, event.oraclePoolId, next);
      }),
    nextEvents: () => oldest(database),
    confirm: (seqs) => write(() => remove(database, seqs)),
    bury: (seq, reason, atMs) => write(() => bury(database, seq, { reason, atMs })),
    close: () => database.close(),
  };
}

function identity(database: DatabaseSync, newId: () => string): Identity {
  const row = durably(database, () => {
    database
      .prepare("INSERT OR IGNORE INTO identity (only_row, registration_id) VALUES (1, ?)")
      .run(newId());
    return database.prepare("SELECT * FROM identity").get();
  });
  const { registration_id, node_id, api_key, token_hash } = row ?? {};
  const registrationId = String(registration_id);
  if (api_key == null) return { registrationId, enrolled: null };
  const enrolled = {
    nodeId: String(node_id),
    apiKey: String(api_key),
    tokenHash: String(token_hash),
  };
  return { registrationId, enrolled };
}

function memory(database: DatabaseSync, poolId: string): PoolMemory {
  const row = database.prepare("SELECT memory FROM memories WHERE pool_id = ?").get(poolId);
  // An older version kept less.
  const stored = row ? (JSON.parse(String(row.memory)) as Partial<PoolMemory>) : null;
  const intent = openIntent(database, poolId);
  const inFlight = intent && { targetSize: intent.toSize, sinceMs: intent.requestedAtMs };
  return { ...emptyMemory, ...stored, inFlight };
}

function saveMemory(database: DatabaseSync, poolId: string, next: PoolMemory): void {
  database
    .prepare("INSERT OR REPLACE INTO memories (pool_id, memory) VALUES (?, ?)")
    .run(poolId, JSON.stringify(next));
}

function openIntent(database: DatabaseSync, poolId: string): Intent | null {
  const row = database.prepare("SELECT intent FROM intents WHERE pool_id = ?").get(poolId);
  return row ? (JSON.parse(String(row.intent)) as Intent) : null;
}

function saveIntent(database: DatabaseSync, intent: Intent): void {
  database
    .prepare("INSERT INTO intents (pool_id, id, intent) VALUES (?, ?, ?)")
    .run(intent.oraclePoolId, intent.id, JSON.stringify(intent));
}
