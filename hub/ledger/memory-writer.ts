import { randomBytes } from "node:crypto";
import { timeOrderedId } from "../../core/contract/time-ordered-id.ts";
import { WriteRefused, type WriteStream } from "../../db/write-stream.ts";
import { sealAudit } from "../../db/writes.ts";
import { DatabaseUnreachable } from "../fleet/database-unreachable.ts";
import { loadMemory } from "../fleet/load-memory.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Topic } from "../fleet/plan.ts";
import type { Reads } from "../fleet/reads.ts";
import type { Planner, Writer } from "../fleet/writer.ts";
import { GroupCommit, PlanAgain } from "./group-commit.ts";

/** A plan that others' refusals took down so often is given up. */
const mostTries = 10;

/** Whoever wants to know what became of writes. */
export interface Followers {
  onCommitted: (topics: readonly Topic[], memory: FleetMemory) => void;
  /** The database did not answer: nobody knows what is stored. */
  onUnreachable: () => void;
}

/** Plans on what it remembers of the fleet, one plan at a time, and has committed what they write. */
export class MemoryWriter implements Writer {
  readonly #reads: Reads;
  readonly #commits: GroupCommit;
  readonly #followers: Followers;
  #memory: Promise<FleetMemory> | null = null;

  constructor(reads: Reads, writes: Pick<WriteStream, "batch">, followers: Followers) {
    this.#reads = reads;
    this.#followers = followers;
    this.#commits = new GroupCommit(writes, (error) => {
      if (error instanceof DatabaseUnreachable) followers.onUnreachable();
      this.#forget();
    });
  }

  async write<Result>(plan: Planner<Result>): Promise<Result> {
    for (let refusals = 0, tries = 1; ; tries++) {
      try {
        return await this.#planAndCommit(plan);
      } catch (error) {
        // Refused once, the database may know better than the memory: an earlier commit of unknown
        // outcome was stored. Refused twice, the plan itself is wrong.
        if (error instanceof WriteRefused) refusals += 1;
        else if (!(error instanceof PlanAgain)) throw error;
        if (refusals > 1 || tries >= mostTries) throw error;
      }
    }
  }

  /** What the ledger knows of the fleet; throws DatabaseUnreachable when it can not know. */
  async memory(): Promise<FleetMemory> {
    this.#memory ??= this.#load();
    const loading = this.#memory;
    try {
      const memory = await loading;
      return loading === this.#memory ? memory : this.memory();
    } catch (error) {
      if (loading === this.#memory) this.#forget();
      throw new DatabaseUnreachable(error);
    }
  }

  async #planAndCommit<Result>(plan: Planner<Result>): Promise<Result> {
    const memory = await this.memory();
    const { writes, topics, result } = plan(memory, this.#occasion());
    const sealed = sealAudit(writes, memory.auditHead);
    memory.auditHead = sealed.head;
    await this.#commits.commit(sealed.writes);
    this.#followers.onCommitted(topics, memory);
    return result;
  }

  /** Waits for what is being written, lest the memory miss it. */
  async #load(): Promise<FleetMemory> {
    await this.#commits.idle();
    return loadMemory(this.#reads, Date.now());
  }

  #forget(): void {
    this.#memory = null;
  }

  #occasion(): Occasion {
    const nowMs = Date.now();
    return { nowMs, newId: () => timeOrderedId(nowMs, randomBytes(10)) };
  }
}
