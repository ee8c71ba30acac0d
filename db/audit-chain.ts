import { hash } from "node:crypto";
import type { audit } from "./schema/index.ts";

/** A row of the audit log before it has its place in the chain. */
export type AuditEntry = Omit<typeof audit.$inferSelect, "seq" | "hash">;

/** A row in its place. */
export type SealedEntry = AuditEntry & ChainHead;

/** The newest row of the chain, or any other that is looked back to. */
export interface ChainHead {
  seq: number;
  hash: string;
}

/** What the first row follows. */
export const chainStart: ChainHead = { seq: 0, hash: "0".repeat(64) };

/**
 * The row with its number and its hash: SHA-256 (hex) over the JSON of the previous hash, the
 * number, and every column in the order below. Whoever edits, drops or moves a row breaks the
 * hash of that place or the next.
 */
export function seal(entry: AuditEntry, previous: ChainHead): SealedEntry {
  const seq = previous.seq + 1;
  return { ...entry, seq, hash: hash("sha256", contentOf(entry, seq, previous.hash)) };
}

function contentOf(entry: AuditEntry, seq: number, previousHash: string): string {
  return JSON.stringify([
    previousHash,
    seq,
    entry.id,
    entry.atMs,
    entry.actorKind,
    entry.actorId,
    entry.actorEmail,
    entry.actorRole,
    entry.action,
    entry.category,
    entry.resourceType,
    entry.resourceId,
    entry.resourceName,
    entry.description,
    entry.details,
    entry.address,
    entry.userAgent,
    entry.status,
    entry.error,
  ]);
}

/** What is wrong with a chain, and where. */
export interface ChainFault {
  /** The number of the first place that is not as it was written. */
  seq: number;
  what: string;
}

/**
 * Looks at rows in the order of their numbers, one after the other, and remembers the first that
 * is not as it was written.
 */
export class ChainCheck {
  #head: ChainHead = chainStart;
  #fault: ChainFault | null = null;
  readonly #expected: ChainHead | null;

  /** @param expected a head that was exported earlier; its row must still be there */
  constructor(expected: ChainHead | null = null) {
    this.#expected = expected;
  }

  /** @returns false once a fault was found; later rows say nothing new */
  take(row: AuditEntry & { seq: number | null; hash: string | null }): boolean {
    this.#fault ??= this.#faultOf(row);
    if (!this.#fault) this.#head = { seq: row.seq ?? 0, hash: row.hash ?? "" };
    return this.#fault === null;
  }

  /** After the last row. */
  result(): { head: ChainHead; fault: ChainFault | null } {
    const cut =
      this.#expected && this.#expected.seq > this.#head.seq
        ? {
            seq: this.#head.seq + 1,
            what: `rows ${this.#head.seq + 1} to ${this.#expected.seq} are gone: the exported head is row ${this.#expected.seq}`,
          }
        : null;
    return { head: this.#head, fault: this.#fault ?? cut };
  }

  #faultOf(row: AuditEntry & { seq: number | null; hash: string | null }): ChainFault | null {
    const wanted = this.#head.seq + 1;
    if (row.seq === null)
      return {
        seq: wanted,
        what: `the row with the id ${row.id} has no number: it was put in past the chain`,
      };
    if (row.seq < wanted || !Number.isInteger(row.seq)) {
      return { seq: row.seq, what: `row ${row.id} was put in after row ${this.#head.seq}` };
    }
    if (row.seq > wanted) return { seq: wanted, what: `row ${wanted} is gone` };
    if (seal(row, this.#head).hash !== row.hash) {
      return {
        seq: wanted,
        what: `row ${wanted} (${row.id}) was edited, or another was moved here`,
      };
    }
    const { seq, hash: expected } = this.#expected ?? chainStart;
    if (seq === wanted && expected !== row.hash) {
      return {
        seq,
        what: `row ${seq} is not the one whose hash was exported: the log was rewritten`,
      };
    }
    return null;
  }
}
