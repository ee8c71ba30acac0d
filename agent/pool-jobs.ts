import type { Cron } from "croner";
import type { NodeConfig, PoolConfig } from "../core/config/node-config.ts";
import type { PoolReport } from "../core/contract/agent-contract.ts";
import { AgentFault, messageOf } from "./agent-fault.ts";
import { type CyclePorts, type CycleResult, type CycleTask, runCycle } from "./cycle.ts";
import { every } from "./every.ts";
import { NodeTotal } from "./node-total.ts";
import { poolReport } from "./pool-report.ts";

/** The first passes start this far apart, so that many pools do not ask OCI all at once. */
const spreadMs = 250;

export interface JobPorts extends CyclePorts {
  /** Told after every pass. `journalFault`: why the journal can not be written, or null. */
  onCycle: (journalFault: string | null) => void;
}

/** Runs each pool of a config at its interval; never two passes over one pool at a time. */
export class PoolJobs {
  readonly #ports: JobPorts;
  readonly #reports = new Map<string, PoolReport>();
  readonly #running = new Map<string, Promise<void>>();
  #jobs: Cron[] = [];
  #total: NodeTotal | null = null;
  #overtake = new AbortController();

  constructor(ports: JobPorts) {
    this.#ports = ports;
  }

  /** Puts the config in the place of the one before. Resolves when each pool had its first pass. */
  async apply(config: NodeConfig, configRevision: number): Promise<void> {
    this.#stopJobs();
    const { pools } = config;
    const overtaken = this.#overtake.signal;
    const total = new NodeTotal(config, this.#total);
    this.#total = total;
    const kept = new Set(pools.map((pool) => pool.oraclePoolId));
    for (const id of this.#reports.keys()) if (!kept.has(id)) this.#reports.delete(id);
    const starts = pools.map(async (pool, index) => {
      await this.#ports.clock.sleep(index * spreadMs, overtaken);
      if (overtaken.aborted) return;
      const run = () => this.#run({ pool, configRevision, total, overtaken });
      this.#jobs.push(every(pool.evaluationIntervalSeconds, run));
      await run();
    });
    await Promise.all(starts);
  }

  /** The latest state of every pool that was passed over since it is configured. */
  reports(): PoolReport[] {
    return [...this.#reports.values()];
  }

  /** No pass begins any more. Resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#stopJobs();
    await Promise.all(this.#running.values());
  }

  #stopJobs(): void {
    this.#overtake.abort();
    this.#overtake = new AbortController();
    for (const job of this.#jobs) job.stop();
    this.#jobs = [];
  }

  async #run(task: CycleTask): Promise<void> {
    const { pool, overtaken } = task;
    const id = pool.oraclePoolId;
    await this.#running.get(id);
    if (overtaken.aborted || this.#running.has(id)) return;
    const pass = this.#pass(task).finally(() => {
      this.#running.delete(id);
    });
    this.#running.set(id, pass);
    await pass;
  }

  async #pass(task: CycleTask): Promise<void> {
    const { pool, overtaken } = task;
    const { log, clock, onCycle } = this.#ports;
    let result: CycleResult;
    let journalFault: string | null = null;
    try {
      result = await runCycle(task, this.#ports);
    } catch (error) {
      const reason = messageOf(error);
      log("error", "the pass over a pool failed", { pool: pool.name, reason });
      if (error instanceof AgentFault && error.code === "JOURNAL_UNUSABLE") journalFault = reason;
      result = { kind: "undecided", atMs: clock.now(), reason };
    }
    if (!overtaken.aborted) this.#note(pool, result);
    onCycle(journalFault);
  }

  #note(pool: PoolConfig, result: CycleResult): void {
    const id = pool.oraclePoolId;
    const report = poolReport(pool, result, this.#reports.get(id) ?? null);
    this.#reports.set(id, report);
    const { status, statusReason } = report;
    const { kind, reasons, targetSize } =
      result.kind === "decided" ? result.decision : { kind: "none", reasons: [], targetSize: null };
    const codes = reasons.map(({ code }) => code).join(" ");
    const fields = { pool: pool.name, decision: kind, targetSize, reasons: codes, status };
    this.#ports.log("info", "pass", statusReason ? { ...fields, statusReason } : fields);
  }
}
