import type { Actor, Deed } from "../fleet/audit-row.ts";
import { isDatabaseUnreachable } from "../fleet/database-unreachable.ts";
import type { Writer } from "../fleet/writer.ts";
import { RefusalLog, type Refused, refusalFoldMs, refusalWrites } from "./refusal-log.ts";

/** Puts refused attempts into the audit log; while the database is away it holds them. */
export class RefusalWriter {
  readonly #log = new RefusalLog();
  readonly #write: Writer["write"];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(write: Writer["write"]) {
    this.#write = write;
  }

  /** Has an attempt written: at once, or with others of its kind. */
  note(actor: Actor, deed: Deed): void {
    const first = this.#log.note(actor, deed);
    if (first) void this.#store([first]);
    this.#storeSoon();
  }

  /** Has those written that a part of the hub has counted by itself. */
  add(refused: readonly Refused[]): void {
    for (const { actor, deed, told } of refused) if (told === "first") this.note(actor, deed);
    this.#log.add(refused.filter(({ told }) => told !== "first"));
    this.#storeSoon();
  }

  #storeSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#store(this.#log.due());
    }, refusalFoldMs);
  }

  async #store(refused: readonly Refused[]): Promise<void> {
    if (!refused.length) return;
    try {
      await this.#write((_memory, occasion) => ({
        writes: refusalWrites(refused, occasion),
        topics: [],
        result: undefined,
      }));
    } catch (error) {
      console.error("Refused attempts could not be put into the log:", error);
      if (isDatabaseUnreachable(error)) {
        this.#log.giveBack(refused);
        this.#storeSoon();
      } else if (refused.length > 1) {
        // One that the database will not have takes none of the others with it.
        for (const one of refused) await this.#store([one]);
      }
    }
  }
}
