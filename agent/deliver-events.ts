import { messageOf } from "./agent-fault.ts";
import type { Log } from "./log.ts";
import type { NodeKey } from "./node-key.ts";
import type { AgentPorts, HubEvent } from "./ports.ts";

const firstDelayMs = 1000;
const delayMaxMs = 30_000;
/** A refused key is for people to settle; trying on rarely is enough to notice that they did. */
const unauthorizedDelayMs = 10 * 60_000;

type Ports = Pick<AgentPorts, "hub" | "journal" | "clock"> & { log: Log };
type Batch = { seq: number; event: HubEvent }[];

/**
 * Brings the journal's events to the hub, in order. They leave the journal only when the hub has
 * them, and the hub knows repeated ones by their ids: nothing is lost, nothing counts twice.
 */
export class EventDelivery {
  readonly #key: NodeKey;
  readonly #ports: Ports;
  readonly #stopped = new AbortController();
  #running: Promise<void> | null = null;
  #failures = 0;
  #restUntilMs = 0;

  constructor(key: NodeKey, ports: Ports) {
    this.#key = key;
    this.#ports = ports;
  }

  /** Sends what is there, unless it rests after a failure. Never rejects; one run at a time. */
  flush(): Promise<void> {
    const leftMs = this.#restUntilMs - this.#ports.clock.now();
    // More than the longest rest is left only where the clock was set back.
    if (leftMs > 0 && leftMs <= unauthorizedDelayMs) return Promise.resolve();
    this.#running ??= this.#sendAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** One last try, whatever came before; nothing is sent after it. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#restUntilMs = 0;
    await this.flush();
  }

  async #sendAll(): Promise<void> {
    const { journal } = this.#ports;
    try {
      for (let batch = journal.nextEvents(); batch.length; batch = journal.nextEvents()) {
        if (!(await this.#send(batch))) return;
        this.#failures = 0;
      }
    } catch (error) {
      this.#failures += 1;
      const delayMs = Math.min(delayMaxMs, firstDelayMs * 2 ** (this.#failures - 1));
      this.#rest(delayMs, messageOf(error));
    }
  }

  /** False when the hub does not accept this node now. */
  async #send(batch: Batch): Promise<boolean> {
    const { hub, journal } = this.#ports;
    const events = batch.map(({ event }) => event);
    const answer = await hub.report(this.#key.current, events);
    if (answer.kind === "unauthorized") {
      this.#rest(unauthorizedDelayMs, `the hub refuses the API key: ${answer.message}`);
      return false;
    }
    if (answer.kind === "rejected") return this.#sortOut(batch, answer.message);
    journal.confirm(batch.map(({ seq }) => seq));
    return true;
  }

  /** Finds the event that the hub will never accept by sending them one by one. */
  async #sortOut(batch: Batch, reason: string): Promise<boolean> {
    const { journal, clock, log } = this.#ports;
    const [first] = batch;
    if (batch.length === 1 && first) {
      journal.bury(first.seq, reason, clock.now());
      const { kind, id } = first.event;
      log("error", "the hub rejected an event; it is kept as a dead letter", { kind, id, reason });
      return true;
    }
    for (const one of batch) if (!(await this.#send([one]))) return false;
    return true;
  }

  #rest(delayMs: number, reason: string): void {
    const { clock, log } = this.#ports;
    log("warn", "events stay in the journal", { reason, delayMs });
    this.#restUntilMs = clock.now() + delayMs;
    const { signal } = this.#stopped;
    if (signal.aborted) return;
    void clock.sleep(delayMs, signal).then(() => (signal.aborted ? undefined : this.flush()));
  }
}
