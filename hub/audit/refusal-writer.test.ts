import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AuditEntry } from "../../db/audit-chain.ts";
import { WriteRefused } from "../../db/write-stream.ts";
import type { Deed } from "../fleet/audit-row.ts";
import { DatabaseUnreachable } from "../fleet/database-unreachable.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Planner } from "../fleet/writer.ts";
import { RefusalWriter } from "./refusal-writer.ts";

const actor = {
  caller: { kind: "anonymous" },
  origin: { address: "127.0.0.1", userAgent: null },
} as const;
const deed: Deed = {
  ...{ action: "SIGN_IN", category: "AUTH", resource: null, description: "Refused signIn" },
  ...{ status: "FAILURE", error: "wrong password" },
};

/** The rows that were stored; `fault` is thrown instead while it is set. */
let stored: AuditEntry[];
let fault: Error | null;
let tries: number;
let writer: RefusalWriter;

async function write<Result>(plan: Planner<Result>): Promise<Result> {
  tries += 1;
  const occasion = { nowMs: Date.now(), newId: () => crypto.randomUUID() };
  const { writes, result } = plan({} as FleetMemory, occasion);
  await Promise.resolve();
  if (fault) throw fault;
  stored.push(...writes.flatMap((one) => (one.kind === "audit" ? [one.entry] : [])));
  return result;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "error").mockImplementation(() => {});
  stored = [];
  fault = null;
  tries = 0;
  writer = new RefusalWriter(write);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);
const said = () => stored.map(({ description }) => description);

describe("a refused attempt", () => {
  it("that the database will not have takes no other with it", async () => {
    const other = { ...deed, error: "no such account" };
    for (const one of [deed, deed, other, other]) writer.note(actor, one);
    await pass(0);
    stored = [];
    const refuse = new WriteRefused("HTTP_400", "no text");
    vi.spyOn(stored, "push").mockImplementation((...rows) => {
      if (rows.some(({ error }) => error === "wrong password")) throw refuse;
      stored[stored.length] = rows[0] as AuditEntry;
      return stored.length;
    });
    await pass(5);
    expect(stored.map(({ error }) => error)).toEqual(["no such account"]);
    const before = tries;
    await pass(60);
    expect(tries).toBe(before);
  });

  it("is in the log at once, and what repeats it 5 s later in one row", async () => {
    for (let i = 0; i < 100; i++) writer.note(actor, deed);
    await pass(0);
    expect(said()).toEqual(["Refused signIn"]);
    await pass(5);
    expect(said()).toEqual(["Refused signIn", "Refused signIn, 99 more times within 5 s"]);
    await pass(60);
    expect(tries).toBe(2);
    writer.note(actor, deed);
    await pass(0);
    expect(said()).toHaveLength(3);
  });

  it("is told once the database answers again, with those of the time between", async () => {
    fault = new DatabaseUnreachable(null);
    for (let second = 0; second < 60; second++) {
      writer.note(actor, deed);
      await pass(1);
    }
    expect(stored).toEqual([]);
    expect(tries).toBeLessThanOrEqual(30);
    fault = null;
    await pass(10);
    expect(said()).toEqual(["Refused signIn, 60 times while the log could not be written"]);
    await pass(60);
    expect(stored).toHaveLength(1);
  });

  it("that the database will not have is given up, and hinders no other", async () => {
    fault = new WriteRefused("SQLITE_CONSTRAINT_UNIQUE", null);
    writer.note(actor, deed);
    await pass(0);
    fault = null;
    await pass(60);
    expect(stored).toEqual([]);
    expect(tries).toBe(1);
    writer.note(actor, { ...deed, error: "no such account" });
    await pass(0);
    expect(said()).toEqual(["Refused signIn"]);
  });
});
