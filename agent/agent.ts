import type { Cron } from "croner";
import { AgentFault } from "./agent-fault.ts";
import { EventDelivery } from "./deliver-events.ts";
import { enrol } from "./enrol.ts";
import { every } from "./every.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { Log } from "./log.ts";
import { readConfig } from "./node-config.ts";
import { NodeKey } from "./node-key.ts";
import type { NodeSettings } from "./node-settings.ts";
import { PoolJobs } from "./pool-jobs.ts";
import type { AgentPorts, StoredConfig } from "./ports.ts";

const firstPassesMs = 10_000;

type Ports = AgentPorts & { log: Log };

/** The node at work: cycles by the config it has, heartbeats, and events on their way to the hub. */
export class Agent {
  readonly #settings: NodeSettings;
  readonly #ports: Ports;
  readonly #jobs: PoolJobs;
  readonly #stopping = new AbortController();
  #config: StoredConfig | null = null;
  #configProblem: string | null = null;
  #journalProblem: string | null = null;
  #delivery: EventDelivery | null = null;
  #heartbeat: Heartbeat | null = null;
  #beats: Cron | null = null;
  #beating: Promise<void> = Promise.resolve();

  constructor(settings: NodeSettings, ports: Ports) {
    this.#settings = settings;
    this.#ports = ports;
    const onCycle = (journalFault: string | null) => {
      this.#journalProblem = journalFault;
      void this.#delivery?.flush();
    };
    this.#jobs = new PoolJobs({ ...ports, onCycle });
  }

  /**
   * Scales by the last known good config at once, hub or no hub, and enrols first where needed.
   * Resolves when heartbeats have begun. Throws AgentFault START_REFUSED.
   */
  async start(): Promise<void> {
    const stored = this.#ports.journal.config();
    if (stored) this.#useConfig(stored);
    await this.#refuseInVain();
    const apiKey = await enrol(this.#settings, this.#ports, this.#stopping.signal);
    if (!apiKey || this.#stopping.signal.aborted) return;
    const key = new NodeKey(apiKey, this.#ports);
    this.#delivery = new EventDelivery(key, this.#ports);
    this.#heartbeat = new Heartbeat(key, this.#ports);
    await this.#beat();
    if (this.#stopping.signal.aborted) return;
    this.#beats = every(this.#settings.heartbeatIntervalSeconds, () => this.#beat());
  }

  /** A node that could not work does not spend its enrolment token. Throws START_REFUSED. */
  async #refuseInVain(): Promise<void> {
    const { enrolled } = this.#ports.journal.identity(this.#ports.clock.newId);
    const obstacle = enrolled ? null : await this.#ports.pools.obstacle();
    if (obstacle) throw new AgentFault("START_REFUSED", obstacle);
  }

  /** Begins nothing more, and gives what is under way `graceMs` to end before the last delivery. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.#beats?.stop();
    const { clock } = this.#ports;
    await Promise.race([this.#jobs.stop(), clock.sleep(graceMs)]);
    if (this.#delivery) await Promise.race([this.#delivery.stop(), clock.sleep(graceMs / 2)]);
  }

  /** One heartbeat after the other, so that a config is never applied twice at a time. */
  #beat(): Promise<void> {
    this.#beating = this.#beating
      .then(() => this.#beatOnce())
      .catch((error: unknown) =>
        this.#ports.log("error", "a heartbeat failed", { reason: String(error) }),
      );
    return this.#beating;
  }

  async #beatOnce(): Promise<void> {
    if (!this.#heartbeat || this.#stopping.signal.aborted) return;
    void this.#delivery?.flush();
    const reply = await this.#heartbeat.beat(await this.#state());
    if (reply.kind === "current") this.#configProblem = null;
    if (reply.kind === "config") this.#takeConfig(reply.config);
  }

  async #state() {
    const obstacle = await this.#ports.pools.obstacle();
    const problems = [obstacle, this.#configProblem, this.#journalProblem];
    return {
      problems: problems.filter((problem) => problem !== null),
      configRevision: this.#config?.revision ?? null,
      pools: this.#jobs.reports(),
    };
  }

  #takeConfig(config: StoredConfig): void {
    const same = config.revision === this.#config?.revision && config.hash === this.#config.hash;
    if (same) this.#configProblem = null;
    if (same || !this.#useConfig(config)) return;
    try {
      this.#ports.journal.saveConfig(config);
    } catch (error) {
      this.#ports.log("error", "the config is used but not kept", { reason: String(error) });
    }
  }

  /** False when the config is no good: the one before stays, and the heartbeats say why. */
  #useConfig(stored: StoredConfig): boolean {
    const read = readConfig(stored);
    if (read.kind === "unusable") {
      this.#configProblem = read.reason;
      this.#ports.log("error", "config not used", { reason: read.reason });
      return false;
    }
    this.#configProblem = null;
    this.#config = stored;
    const { revision } = read;
    this.#ports.log("info", "config in use", { revision, pools: read.config.pools.length });
    const passed = this.#jobs.apply(read.config, revision);
    // Says soon which revision is in use, with the pools in it.
    const soon = this.#ports.clock.sleep(firstPassesMs, this.#stopping.signal);
    void Promise.race([passed, soon]).then(() => this.#beat());
    return true;
  }
}
