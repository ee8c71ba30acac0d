import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Actor, Deed } from "../fleet/audit-row.ts";
import { RefusalLog, type Refused, refusalWrites } from "./refusal-log.ts";

const occasion = { nowMs: 1_790_000_000_000, newId: () => crypto.randomUUID() };

function from(address: string): Actor {
  return { caller: { kind: "anonymous" }, origin: { address, userAgent: null } };
}

function attempt(account: string, error = "wrong password"): Deed {
  return {
    action: "SIGN_IN",
    category: "AUTH",
    resource: { type: "user", id: null, name: account },
    description: "Refused signIn",
    status: "FAILURE",
    error,
  };
}

/** The audit rows, as the ledger writes them. */
function written(refused: readonly Refused[]) {
  return refusalWrites(refused, occasion).map((write) => {
    if (write.kind !== "audit") throw new Error("Refusals are audit rows only.");
    return write.entry;
  });
}

const sum = (rows: readonly Refused[]) => rows.reduce((total, { times }) => total + times, 0);

describe("refusals", () => {
  it("are written at once, and their repetitions in one row", () => {
    const log = new RefusalLog();
    const note = () => log.note(from("127.0.0.1"), attempt("a"));
    const first = note();
    expect([note(), note(), note()]).toEqual([null, null, null]);
    expect(written(first ? [first] : [])).toMatchObject([
      { description: "Refused signIn", details: null, address: "127.0.0.1", status: "FAILURE" },
    ]);
    expect(written(log.due())).toMatchObject([
      {
        action: "SIGN_IN",
        resourceName: "a",
        description: "Refused signIn, 3 more times within 5 s",
        details: '{"times":3}',
        address: "127.0.0.1",
        error: "wrong password",
        status: "FAILURE",
      },
    ]);
    expect(log.due()).toEqual([]);
    expect(note()).not.toBeNull();
  });

  it.each<[string, Actor, Deed]>([
    ["address", from("127.0.0.2"), attempt("a")],
    ["account", from("127.0.0.1"), attempt("b")],
    ["reason", from("127.0.0.1"), attempt("a", "no such account")],
    ["deed", from("127.0.0.1"), { ...attempt("a"), action: "CHANGE_PASSWORD" }],
    ["caller", { ...from("127.0.0.1"), caller: { kind: "node", nodeId: "node" } }, attempt("a")],
  ])("of another %s are another row", (_, actor, deed) => {
    const log = new RefusalLog();
    log.note(from("127.0.0.1"), attempt("a"));
    expect(log.note(actor, deed)).toMatchObject({ actor, deed, told: "first" });
    expect(log.due()).toEqual([]);
  });

  it("are all counted, once each, whatever comes when and whatever can not be written", () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ kind: fc.integer({ min: 0, max: 5000 }) }) },
      { weight: 1, arbitrary: fc.constant("flush" as const) },
      { weight: 1, arbitrary: fc.constant("outage" as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 1500, size: "max" }), (steps) => {
        const log = new RefusalLog();
        let [noted, stored, isOut] = [0, 0, false];
        const write = (rows: readonly Refused[]) => {
          if (isOut) log.giveBack(rows);
          else stored += sum(rows);
        };
        for (const one of steps) {
          if (one === "flush") write(log.due());
          else if (one === "outage") isOut = !isOut;
          else {
            const first = log.note(from("127.0.0.1"), attempt(`account ${one.kind}`));
            noted += 1;
            if (first) write([first]);
          }
        }
        isOut = false;
        write(log.due());
        expect(stored).toBe(noted);
        expect(log.due()).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it.each<[string, (i: number) => Actor, number]>([
    ["strangers", (i) => from(`10.0.${i >> 8}.${i & 255}`), 60],
    ["nodes", (i) => ({ ...from("10.0.0.0"), caller: { kind: "node", nodeId: `${i}` } }), 500],
  ])(
    "of a crowd of %s take some rows and one of the rest, which blames nobody",
    (_, actorOf, most) => {
      const log = new RefusalLog();
      const firsts = Array.from({ length: 10_000 }, (_, i) =>
        log.note(actorOf(i), attempt(`account ${i}`)),
      ).filter((row) => row !== null);
      expect(firsts).toHaveLength(most + 1);
      // Who was there before is still counted by name.
      expect(log.note(actorOf(0), attempt("account 0"))).toBeNull();
      expect(written(log.due())).toMatchObject([
        { description: "Refused signIn, once more within 5 s", address: "10.0.0.0" },
        {
          actorKind: "system",
          action: "SIGN_IN",
          category: "AUTH",
          resourceName: null,
          description: `Refused SIGN_IN of many, ${9999 - most} more times within 5 s`,
          address: null,
          error: null,
          status: "FAILURE",
        },
      ]);
    },
  );

  it("of one address leave room for those of others, and other calls leave room for attempts to get in", () => {
    const log = new RefusalLog();
    const call = (i: number): Deed => ({ ...attempt("a"), action: `CALL_${i}`, category: "POOL" });
    for (let i = 0; i < 200; i++) log.note(from(`10.0.0.${i % 5}`), call(i));
    expect(log.note(from("10.0.1.1"), call(0))).toMatchObject({ actor: from("10.0.1.1") });
    for (let i = 0; i < 200; i++) log.note(from(`10.0.2.${i}`), call(i));
    log.note(from("10.0.9.9"), attempt("known"));
    log.note(from("10.0.9.9"), attempt("known"));
    expect(written(log.due())).toContainEqual(
      expect.objectContaining({ action: "SIGN_IN", resourceName: "known", address: "10.0.9.9" }),
    );
  });

  it("that differ in how long to wait are the same", () => {
    const log = new RefusalLog();
    log.note(from("10.0.0.1"), attempt("a", "Too many; try again in 53 s."));
    expect(log.note(from("10.0.0.1"), attempt("a", "Too many; try again in 52 s."))).toBeNull();
  });

  it("that somebody else counted are told with those that were counted here", () => {
    const log = new RefusalLog();
    const other = new RefusalLog();
    for (let i = 0; i < 3; i++) other.note(from("127.0.0.1"), attempt("a"));
    log.note(from("127.0.0.1"), attempt("a"));
    log.add(other.due());
    expect(sum(log.due())).toBe(2);
  });

  it("that could not be written are told with those that follow", () => {
    const log = new RefusalLog();
    const note = () => log.note(from("127.0.0.1"), attempt("a"));
    const first = note();
    note();
    if (first) log.giveBack([first]);
    note();
    const rows = log.due();
    expect(written(rows)).toMatchObject([
      {
        description: "Refused signIn, 3 times while the log could not be written",
        details: '{"times":3}',
        address: "127.0.0.1",
      },
    ]);
    log.giveBack(rows);
    expect(log.due()).toEqual(rows);
  });

  it("in a long outage take no more than so many rows", () => {
    const log = new RefusalLog();
    for (let i = 0; i < 20_000; i++) {
      const first = log.note(from("127.0.0.1"), attempt(`account ${i}`));
      if (first) log.giveBack([first]);
      if (i % 1000 === 0) log.giveBack(log.due());
    }
    const rows = log.due();
    expect(rows.length).toBeLessThanOrEqual(501);
    expect(sum(rows)).toBe(20_000);
  });

  it("with text that is none are written all the same", () => {
    const log = new RefusalLog();
    const refused = log.note(
      from("127.0.0.1"),
      attempt("half \ud83d", "\udc00 half, \u{1f600} whole"),
    );
    expect(written(refused ? [refused] : [])).toMatchObject([
      { resourceName: "half \ufffd", error: "\ufffd half, \u{1f600} whole" },
    ]);
  });
});
