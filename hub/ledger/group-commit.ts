import { type Client, LibsqlError } from "@libsql/client/http";
import { toStatements, type Write } from "../../db/writes.ts";
import { DatabaseUnreachable } from "../fleet/database-unreachable.ts";

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
  readonly #client: Pick<Client, "batch">;
  readonly #onFailure: () => void;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  /** @param onFailure told before the callers, whenever a caller's writes were not stored */
  constructor(client: Pick<Client, "batch">, onFailure: () => void) {
    this.#client = client;
    this.#onFailure = onFailure;
  }

  /**
   * Resolves once the writes are durable, all of them or none. Rejects with LibsqlError when the
   * database refused them, with DatabaseUnreachable when nobody knows.
   */
  commit(writes: readonly Write[]): Promise<void> {
    if (!writes.length) return Promise.resolve();
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
    while (this.#waiting.length) await this.#commitGroup(this.#waiting.splice(0, groupSize));
    this.#running = null;
  }

  async #commitGroup(group: Waiting[]): Promise<void> {
    try {
      await this.#client.batch(toStatements(group.flatMap(({ writes }) => writes)), "write");
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (!isRefusal(error)) {
        this.#failAll(group, new DatabaseUnreachable(error));
      } else if (group.length === 1) {
        this.#onFailure();
        for (const { reject } of group) reject(error);
      } else {
        // One caller's writes were refused and took the others' with them: each on its own.
        for (const waiting of group) await this.#commitGroup([waiting]);
      }
    }
  }

  /** Whoever planned meanwhile did so on a state that may not have come about. */
  #failAll(group: Waiting[], error: DatabaseUnreachable): void {
    this.#onFailure();
    for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(error);
  }
}

/** Whether the database itself said no, in which case nothing of the batch was stored. */
export function isRefusal(error: unknown): error is LibsqlError {
  return error instanceof LibsqlError && error.code.startsWith("SQLITE_");
}
