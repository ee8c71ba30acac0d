import { WriteRefused, type WriteStream } from "../../db/write-stream.ts";
import { toStatements, type Write } from "../../db/writes.ts";
import { DatabaseUnreachable } from "../fleet/database-unreachable.ts";

/** The plan was made on a state that did not come about; nothing of it was stored. */
export class PlanAgain extends Error {
  constructor() {
    super("Another write was refused first; plan this one again.");
    this.name = "PlanAgain";
  }
}

interface Waiting {
  writes: readonly Write[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** At most so many callers share a transaction, which bounds its time. */
const groupSize = 500;

/**
 * The one place that writes to libSQL: whoever waits while a transaction is under way shares the
 * next one. There is never more than one at a time; several writers wedge sqld.
 */
export class GroupCommit {
  readonly #database: Pick<WriteStream, "batch">;
  readonly #onFailure: (error: WriteRefused | DatabaseUnreachable) => void;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  /** @param onFailure told before the callers, whenever a caller's writes were not stored */
  constructor(
    database: Pick<WriteStream, "batch">,
    onFailure: (error: WriteRefused | DatabaseUnreachable) => void,
  ) {
    this.#database = database;
    this.#onFailure = onFailure;
  }

  /**
   * Resolves once the writes are durable, all of them or none. Rejects with WriteRefused when the
   * database said no, with DatabaseUnreachable when nobody knows. Without writes it still waits for
   * what is under way: the plan that found nothing to write rests on it.
   */
  commit(writes: readonly Write[]): Promise<void> {
    if (!writes.length && !this.#running) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ writes, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is being written and nobody waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    let lastSize = 0;
    while (this.#waiting.length) {
      // Half of all who are around: while these are being committed, the hub reads the others'
      // calls. With all at once it would idle through one commit and rush through the next.
      const half = Math.ceil((this.#waiting.length + lastSize) / 2);
      const group = this.#waiting.splice(0, Math.min(half, groupSize));
      lastSize = group.length;
      await this.#commitGroup(group);
    }
    this.#running = null;
  }

  async #store(writes: readonly Write[]): Promise<void> {
    if (writes.length) await this.#database.batch(toStatements(writes));
  }

  async #commitGroup(group: Waiting[]): Promise<void> {
    try {
      await this.#store(group.flatMap(({ writes }) => writes));
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (!(error instanceof WriteRefused)) {
        this.#failAll(group, new DatabaseUnreachable(error));
      } else {
        await this.#commitOneByOne(group, error);
      }
    }
  }

  /**
   * One caller's writes were refused and took the others' with them. Those before it are stored;
   * those after it, and whoever waits, planned on a state that did not come about.
   */
  async #commitOneByOne(group: Waiting[], refusal: WriteRefused): Promise<void> {
    for (const [index, one] of group.entries()) {
      try {
        if (group.length === 1) throw refusal;
        await this.#store(one.writes);
        one.resolve();
      } catch (error) {
        if (!(error instanceof WriteRefused)) {
          return this.#failAll(group.slice(index), new DatabaseUnreachable(error));
        }
        this.#onFailure(error);
        one.reject(error);
        const rest = [...group.slice(index + 1), ...this.#waiting.splice(0)];
        for (const { reject } of rest) reject(new PlanAgain());
        return;
      }
    }
  }

  /** Whoever planned meanwhile did so on a state that may not have come about. */
  #failAll(group: Waiting[], error: DatabaseUnreachable): void {
    this.#onFailure(error);
    for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(error);
  }
}
