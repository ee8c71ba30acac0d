import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AuditEntry,
  ChainCheck,
  type ChainHead,
  chainStart,
  type SealedEntry,
  seal,
} from "./audit-chain.ts";

function entry(index: number): AuditEntry {
  return {
    id: `id-${index}`,
    atMs: 1_790_000_000_000 + index * 1000,
    actorKind: "user",
    actorId: `user-${index % 7}`,
    actorEmail: `user-${index % 7}@test.example`,
    actorRole: "DEVOPS",
    action: index % 3 ? "PUBLISH_CONFIG" : "SIGN_IN",
    category: index % 3 ? "CONFIG" : "AUTH",
    resourceType: "node",
    resourceId: `node-${index % 5}`,
    resourceName: null,
    description: `Deed ${index}`,
    details: index % 2 ? JSON.stringify({ index }) : null,
    address: "127.0.0.1",
    userAgent: "test",
    status: "SUCCESS",
    error: null,
  };
}

function chain(rows: number): SealedEntry[] {
  const sealed: SealedEntry[] = [];
  for (let index = 0; index < rows; index++) {
    sealed.push(seal(entry(index), sealed.at(-1) ?? chainStart));
  }
  return sealed;
}

/** As the verification reads it: by number. */
function verify(rows: readonly SealedEntry[], expected: ChainHead | null = null) {
  const check = new ChainCheck(expected);
  for (const row of rows.toSorted((a, b) => a.seq - b.seq)) check.take(row);
  return check.result();
}

const log = chain(1000);
const head = { seq: 1000, hash: log.at(-1)?.hash ?? "" };
const columns = Object.keys(entry(0)) as (keyof AuditEntry)[];
const place = fc.integer({ min: 1, max: 1000 });
const changedBy = (seq: number, change: (row: SealedEntry) => SealedEntry) =>
  log.map((row) => (row.seq === seq ? change(row) : row));

describe("the audit chain of 1,000 rows", () => {
  it("is whole as it was written, and has the exported head", () => {
    expect(verify(log, head)).toEqual({ head, fault: null });
    expect(verify([], null)).toEqual({ head: chainStart, fault: null });
  });

  it("names the first row of which any column was edited", () => {
    fc.assert(
      fc.property(place, fc.constantFrom(...columns), (seq, column) => {
        const edited = changedBy(seq, (row) => ({
          ...row,
          [column]: column === "atMs" ? row.atMs + 1 : `${row[column] ?? ""}!`,
        }));
        expect(verify(edited).fault?.seq).toBe(seq);
      }),
      { numRuns: 300 },
    );
  });

  it("tells null from an empty text", () => {
    const edited = changedBy(500, (row) => ({ ...row, resourceName: "" }));
    expect(verify(edited).fault?.seq).toBe(500);
  });

  it("names a row that was edited and given a hash that fits: the next one does not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), (seq) => {
        const before = log[seq - 2] ?? chainStart;
        const edited = changedBy(seq, (row) => seal({ ...row, description: "harmless" }, before));
        expect(verify(edited).fault?.seq).toBe(seq + 1);
      }),
      { numRuns: 100 },
    );
  });

  it("names the first of rows that were deleted", () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 20 }), (seq, many) => {
        fc.pre(seq + many <= 1000);
        const left = log.filter((row) => row.seq < seq || row.seq >= seq + many);
        expect(verify(left).fault).toEqual({ seq, what: `row ${seq} is gone` });
      }),
      { numRuns: 200 },
    );
  });

  it("names the first of two rows that changed places", () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        fc.pre(one !== other);
        const [a, b] = [log[one - 1], log[other - 1]] as [SealedEntry, SealedEntry];
        const moved = log.map((row) => {
          if (row.seq === one) return { ...b, seq: one };
          return row.seq === other ? { ...a, seq: other } : row;
        });
        expect(verify(moved).fault?.seq).toBe(Math.min(one, other));
      }),
      { numRuns: 200 },
    );
  });

  it("names a row that was put in: between others, before the first, or past the chain", () => {
    const stray = { ...entry(5000), hash: "0".repeat(64) };
    const before = [{ ...stray, seq: 0 }, ...log];
    expect(verify(before).fault?.what).toMatch(/put in after row 0/);
    const between = [...log.slice(0, 500), { ...stray, seq: 500.5 }, ...log.slice(500)];
    expect(verify(between).fault?.what).toMatch(/put in after row 500/);
    const check = new ChainCheck();
    check.take({ ...stray, seq: null, hash: null });
    expect(check.result().fault?.what).toMatch(/past the chain/);
  });

  it("is found cut short by an exported head, and not without one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), (kept) => {
        const cut = log.slice(0, kept);
        expect(verify(cut).fault).toBeNull();
        expect(verify(cut, head).fault?.seq).toBe(kept + 1);
      }),
      { numRuns: 100 },
    );
  });

  it("is found rewritten from some row on by an exported head", () => {
    fc.assert(
      fc.property(place, (from) => {
        const rewritten = log.slice(0, from - 1);
        for (let seq = from; seq <= 1000; seq++) {
          const forged = { ...entry(seq - 1), description: "harmless" };
          rewritten.push(seal(forged, rewritten.at(-1) ?? chainStart));
        }
        expect(verify(rewritten).fault).toBeNull();
        expect(verify(rewritten, head).fault?.what).toMatch(/rewritten/);
      }),
      { numRuns: 30 },
    );
  });

  it("may grow after a head was exported", () => {
    const grown = [...log, seal(entry(1000), log.at(-1) ?? chainStart)];
    expect(verify(grown, head).fault).toBeNull();
  });
});
