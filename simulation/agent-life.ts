import { AgentFault } from "../agent/agent-fault.ts";
import { type CycleTask, runCycle } from "../agent/cycle.ts";
import { EventDelivery } from "../agent/deliver-events.ts";
import { readConfig } from "../agent/node-config.ts";
import { NodeKey } from "../agent/node-key.ts";
import { NodeTotal } from "../agent/node-total.ts";
import type { AgentPorts, StoredConfig } from "../agent/ports.ts";
import type { PoolConfig } from "../core/config/node-config.ts";
import type { WorldPorts } from "./world-ports.ts";

/** How often the agent asks the hub for its config. */
const beatMs = 60_000;

/**
 * One life of an agent: from a start, by what the disk has, to its death. It runs the agent's own
 * pass and delivery; only croner's timers are the scheduler's.
 */
export class AgentLife {
  readonly #world: WorldPorts;
  readonly #ports: AgentPorts & { log: () => void };
  readonly #delivery: EventDelivery;
  readonly #busy = new Set<string>();
  #config: { stored: StoredConfig; pools: PoolConfig[]; total: NodeTotal } | null = null;
  #overtake = new AbortController();
  #isAlive = true;
  #isResting = false;

  constructor(world: WorldPorts) {
    this.#world = world;
    this.#ports = {
      ...world.portsOf(
        () => this.#isAlive,
        () => this.pools,
      ),
      log: () => {},
    };
    this.#delivery = new EventDelivery(new NodeKey("ask_simulated", this.#ports), this.#ports);
    const stored = this.#ports.journal.config();
    if (stored) this.#use(stored);
    this.#beat();
  }

  get pools(): readonly PoolConfig[] {
    return this.#config?.pools ?? [];
  }

  /** At once, in the middle of whatever it does: nothing it waits for ever answers. */
  kill(): void {
    this.#isAlive = false;
    this.#overtake.abort();
  }

  /** Begins no pass any more, and goes on delivering. */
  rest(): void {
    this.#isResting = true;
  }

  #beat(): void {
    if (!this.#isAlive) return;
    void this.#delivery.flush();
    void this.#ports.hub
      .config("ask_simulated")
      .then((answer) => {
        if (answer.kind === "answered" && answer.value) this.#take(answer.value);
      })
      .catch(() => {});
    this.#world.scheduler.after(beatMs, () => this.#beat());
  }

  #take(stored: StoredConfig): void {
    if (stored.revision === this.#config?.stored.revision) return;
    this.#use(stored);
    this.#ports.journal.saveConfig(stored);
  }

  #use(stored: StoredConfig): void {
    const read = readConfig(stored);
    if (read.kind === "unusable") throw new Error(read.reason);
    this.#overtake.abort();
    this.#overtake = new AbortController();
    const total = new NodeTotal(read.config, this.#config?.total ?? null);
    this.#config = { stored, pools: read.config.pools, total };
    for (const [index, pool] of read.config.pools.entries()) {
      const overtaken = this.#overtake.signal;
      const task = { pool, configRevision: read.revision, total, overtaken };
      this.#world.scheduler.after(250 * index, () => this.#pass(task));
    }
  }

  #pass(task: CycleTask): void {
    const { pool, overtaken } = task;
    if (!this.#isAlive || this.#isResting || overtaken.aborted) return;
    this.#world.scheduler.after(pool.evaluationIntervalSeconds * 1000, () => this.#pass(task));
    const id = pool.oraclePoolId;
    if (this.#busy.has(id)) return;
    this.#busy.add(id);
    void runCycle(task, this.#ports)
      .catch((error: unknown) => {
        // What the agent itself survives: PoolJobs logs it and goes on. Anything else is a find.
        if (!(error instanceof AgentFault)) this.#world.fail(error);
      })
      .finally(() => {
        this.#busy.delete(id);
        void this.#delivery.flush();
      });
  }
}
