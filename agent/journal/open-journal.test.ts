import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { ActionReport, DecisionReport } from "../../core/contract/decision-record.ts";
import { emptyMemory } from "../../core/scaling/policy.ts";
import type { Intent } from "../ports.ts";
import { tempFolder } from "../testing/fake-ports.ts";
import { openJournal } from "./open-journal.ts";

const decision = (id: string, size = 0) =>
  ({ kind: "decision", id, oraclePoolId: "pool", poolName: "x".repeat(size) }) as DecisionReport;
const action = (id: string) => ({ kind: "action", id, oraclePoolId: "pool" }) as ActionReport;
const intent = (id: string) =>
  ({ id, oraclePoolId: "pool", toSize: 3, requestedAtMs: 5 }) as Intent;

test("openJournal() finds everything again after it was closed", () => {
  const folder = tempFolder();
  const first = openJournal(folder);
  const { registrationId } = first.identity(() => "reg-1");
  first.saveEnrolment({ nodeId: "node", apiKey: "ask_key", tokenHash: "t" });
  first.saveConfig({ revision: 4, hash: "h", yaml: "pools: []" });
  first.recordDecision(decision("d1"), { ...emptyMemory, lastScaleInAtMs: 9 }, intent("a1"));
  first.close();
  const second = openJournal(folder);
  expect(second.identity(() => "reg-2")).toEqual({
    registrationId,
    enrolled: { nodeId: "node", apiKey: "ask_key", tokenHash: "t" },
  });
  expect(second.config()).toEqual({ revision: 4, hash: "h", yaml: "pools: []" });
  expect(second.openIntent("pool")).toEqual(intent("a1"));
  expect(second.memory("pool")).toMatchObject({
    lastScaleInAtMs: 9,
    inFlight: { targetSize: 3, sinceMs: 5 },
  });
  expect(second.nextEvents().map(({ event }) => event.id)).toEqual(["d1"]);
});

test("openJournal() refuses a folder that another agent uses, in a sentence", () => {
  const folder = tempFolder();
  const first = openJournal(folder);
  expect(() => openJournal(folder)).toThrow(/Another agent already works with the state folder/);
  first.close();
  openJournal(folder).close();
});

test("openJournal() refuses a file that a newer agent wrote", () => {
  const folder = tempFolder();
  openJournal(folder).close();
  const database = new DatabaseSync(join(folder, "journal.db"));
  database.exec("PRAGMA user_version = 99");
  database.close();
  expect(() => openJournal(folder)).toThrow(/newer agent/);
});

test("openJournal() keeps the key from other users", () => {
  const folder = join(tempFolder(), "state");
  const journal = openJournal(folder);
  journal.identity(() => "reg");
  for (const file of ["journal.db", "journal.db-wal"]) {
    expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
  }
});

test("recordDecision() allows one open intent per pool, and then keeps nothing of the second", () => {
  const journal = openJournal(tempFolder());
  journal.recordDecision(decision("d1"), emptyMemory, intent("a1"));
  expect(() => journal.recordDecision(decision("d2"), emptyMemory, intent("a2"))).toThrow(
    /can not be written/,
  );
  expect(journal.nextEvents().map(({ event }) => event.id)).toEqual(["d1"]);
  journal.recordOutcome(action("a1"), emptyMemory);
  journal.recordDecision(decision("d3"), emptyMemory, intent("a3"));
  expect(journal.nextEvents().map(({ event }) => event.id)).toEqual(["d1", "a1", "d3"]);
});

test("nextEvents() stays within 100 events and 200 KiB, but always gives one", () => {
  const journal = openJournal(tempFolder());
  for (let n = 0; n < 150; n++) journal.recordDecision(decision(`d${n}`), emptyMemory, null);
  const batch = journal.nextEvents();
  expect(batch).toHaveLength(100);
  journal.confirm(batch.map(({ seq }) => seq));
  expect(journal.nextEvents().map(({ event }) => event.id)[0]).toBe("d100");
  journal.confirm(journal.nextEvents().map(({ seq }) => seq));
  for (const size of [300_000, 90_000, 90_000, 90_000]) {
    journal.recordDecision(decision(`big${Math.random()}`, size), emptyMemory, null);
  }
  const sizes: number[] = [];
  for (let next = journal.nextEvents(); next.length; next = journal.nextEvents()) {
    sizes.push(next.length);
    journal.confirm(next.map(({ seq }) => seq));
  }
  expect(sizes).toEqual([1, 2, 1]);
});

test("bury() takes an event out of the way and keeps it with its reason", () => {
  const folder = tempFolder();
  const journal = openJournal(folder);
  journal.recordDecision(decision("d1"), emptyMemory, null);
  journal.bury(1, "too strange", 5);
  expect(journal.nextEvents()).toEqual([]);
  journal.close();
  const database = new DatabaseSync(join(folder, "journal.db"));
  expect(database.prepare("SELECT reason, at_ms FROM dead_letters").get()).toEqual({
    reason: "too strange",
    at_ms: 5,
  });
});
