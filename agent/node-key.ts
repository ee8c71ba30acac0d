import { messageOf } from "./agent-fault.ts";
import type { Log } from "./log.ts";
import type { AgentPorts } from "./ports.ts";

type Ports = Pick<AgentPorts, "hub" | "journal"> & { log: Log };

/** The node's API key, which the hub may want to be replaced while the agent works. */
export class NodeKey {
  readonly #ports: Ports;
  #current: string;

  constructor(apiKey: string, ports: Ports) {
    this.#current = apiKey;
    this.#ports = ports;
  }

  get current(): string {
    return this.#current;
  }

  /**
   * Gets a new key and uses it once it is on disk. Never rejects: until that worked the old key
   * stays good, and the hub goes on asking.
   */
  async rotate(): Promise<void> {
    const { hub, journal, log } = this.#ports;
    try {
      const answer = await hub.rotateKey(this.#current);
      if (answer.kind !== "answered") {
        return log("error", "the hub gives no new API key", { reason: answer.message });
      }
      journal.saveApiKey(answer.value.apiKey);
      this.#current = answer.value.apiKey;
      log("info", "a new API key is in use");
    } catch (error) {
      log("warn", "no new API key yet", { reason: messageOf(error) });
    }
  }
}
