import type { DatabaseSync } from "node:sqlite";
import type { HubEvent } from "../ports.ts";

/** What one report may carry: the hub takes 100 events, and refuses bodies over 256 KiB. */
const eventsMax = 100;
const bytesMax = 200 * 1024;

/** Appends an event; part of the caller's transaction. */
export function append(database: DatabaseSync, event: HubEvent): void {
  database
    .prepare("INSERT INTO outbox (id, event) VALUES (?, ?)")
    .run(event.id, JSON.stringify(event));
}

/** The oldest events, in order, as many as one report may carry; at least one if there is one. */
export function oldest(database: DatabaseSync): { seq: number; event: HubEvent }[] {
  const rows = database
    .prepare("SELECT seq, event FROM outbox ORDER BY seq LIMIT ?")
    .iterate(eventsMax);
  const batch: { seq: number; event: HubEvent }[] = [];
  let bytes = 0;
  for (const row of rows) {
    const text = String(row.event);
    bytes += Buffer.byteLength(text) + 1;
    if (batch.length && bytes > bytesMax) break;
    batch.push({ seq: Number(row.seq), event: JSON.parse(text) as HubEvent });
  }
  return batch;
}

/** Part of the caller's transaction. */
export function remove(database: DatabaseSync, seqs: readonly number[]): void {
  const statement = database.prepare("DELETE FROM outbox WHERE seq = ?");
  for (const seq of seqs) statement.run(seq);
}

/** Moves an event to the dead letters; part of the caller's transaction. */
export function bury(
  database: DatabaseSync,
  seq: number,
  because: { reason: string; atMs: number },
): void {
  database
    .prepare(
      "INSERT INTO dead_letters (seq, event, reason, at_ms) SELECT seq, event, ?, ? FROM outbox WHERE seq = ?",
    )
    .run(because.reason, because.atMs, seq);
  remove(database, [seq]);
}
