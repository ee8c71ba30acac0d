import { AgentFault } from "../agent/agent-fault.ts";
import type { HubEvent, Identity, Intent, Journal, StoredConfig } from "../agent/ports.ts";
import { emptyMemory, type PoolMemory } from "../core/scaling/policy.ts";

const mostEvents = 100;

/**
 * A journal that outlives its agents. Everything is kept as text, as a disk does, and each method
 * is one transaction: done whole, or, while the disk is full, not at all.
 */
export class Disk implements Journal {
  isFull = false;
  /** Everything that was ever handed to the journal for the hub, in order. */
  readonly written: HubEvent[] = [];
  readonly #memories = new Map<string, string>();
  readonly #intents = new Map<string, string>();
  #config: string | null = null;
  #outbox: { seq: number; event: string }[] = [];
  #seq = 0;

  identity(newId: () => string): Identity {
    return { registrationId: newId(), enrolled: null };
  }

  saveEnrolment(): void {}

  saveApiKey(): void {}

  config(): StoredConfig | null {
    return this.#config === null ? null : (JSON.parse(this.#config) as StoredConfig);
  }

  saveConfig(config: StoredConfig): void {
    this.#refuseWhenFull();
    this.#config = JSON.stringify(config);
  }

  memory(oraclePoolId: string): PoolMemory {
    const stored = this.#memories.get(oraclePoolId);
    const memory = stored ? (JSON.parse(stored) as PoolMemory) : emptyMemory;
    const intent = this.openIntent(oraclePoolId);
    const inFlight = intent && { targetSize: intent.toSize, sinceMs: intent.requestedAtMs };
    return { ...memory, inFlight };
  }

  openIntent(oraclePoolId: string): Intent | null {
    const stored = this.#intents.get(oraclePoolId);
    return stored ? (JSON.parse(stored) as Intent) : null;
  }

  recordDecision(event: HubEvent, memory: PoolMemory, intent: Intent | null): void {
    this.#refuseWhenFull();
    if (intent && this.#intents.has(intent.oraclePoolId)) {
      throw new AgentFault("JOURNAL_UNUSABLE", "The pool has an open intent already.");
    }
    this.#append(event);
    this.#memories.set(event.oraclePoolId, JSON.stringify(memory));
    if (intent) this.#intents.set(intent.oraclePoolId, JSON.stringify(intent));
  }

  recordOutcome(event: HubEvent, memory: PoolMemory): void {
    this.#refuseWhenFull();
    this.#intents.delete(event.oraclePoolId);
    this.#append(event);
    this.#memories.set(event.oraclePoolId, JSON.stringify(memory));
  }

  nextEvents(): { seq: number; event: HubEvent }[] {
    const batch = this.#outbox.slice(0, mostEvents);
    return batch.map(({ seq, event }) => ({ seq, event: JSON.parse(event) as HubEvent }));
  }

  confirm(seqs: readonly number[]): void {
    this.#refuseWhenFull();
    const confirmed = new Set(seqs);
    this.#outbox = this.#outbox.filter(({ seq }) => !confirmed.has(seq));
  }

  bury(): void {
    throw new Error("The simulated hub rejects nothing, so nothing is buried.");
  }

  close(): void {}

  #append(event: HubEvent): void {
    this.#seq += 1;
    this.#outbox.push({ seq: this.#seq, event: JSON.stringify(event) });
    this.written.push(JSON.parse(JSON.stringify(event)) as HubEvent);
  }

  #refuseWhenFull(): void {
    if (this.isFull) throw new AgentFault("JOURNAL_UNUSABLE", "The disk is full.");
  }
}
