import { createHash } from "node:crypto";
import { AgentFault } from "../agent/agent-fault.ts";
import type { HubEvent, StoredConfig } from "../agent/ports.ts";
import { parseConfig } from "../core/config/parse.ts";
import { reportInput } from "../core/contract/agent-contract.ts";

/** The hub as agents meet it: it knows events by their ids, and hands out the active config. */
export class SimulatedHub {
  readonly events = new Map<string, HubEvent>();
  readonly revisions: StoredConfig[] = [];

  publish(yaml: string): void {
    const parsed = parseConfig(yaml);
    if (parsed.kind === "invalid") throw new Error(JSON.stringify(parsed.issues));
    const hash = createHash("sha256").update(parsed.canonical).digest("hex");
    this.revisions.push({ revision: this.revisions.length + 1, hash, yaml });
  }

  get active(): StoredConfig | null {
    return this.revisions.at(-1) ?? null;
  }

  /** Throws AgentFault for events that the real hub would reject: an agent never makes such. */
  take(events: readonly HubEvent[]): void {
    const parsed = reportInput.safeParse({ events });
    if (!parsed.success) throw new AgentFault("HUB_UNREACHABLE", parsed.error.message);
    for (const event of events) if (!this.events.has(event.id)) this.events.set(event.id, event);
  }
}
