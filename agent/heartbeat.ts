import type { HeartbeatInput } from "../core/contract/agent-contract.ts";
import { messageOf } from "./agent-fault.ts";
import type { Log } from "./log.ts";
import type { NodeKey } from "./node-key.ts";
import { agentVersion } from "./node-settings.ts";
import type { AgentPorts, StoredConfig } from "./ports.ts";

/** A refused key is for people to settle; the agent goes on scaling and asks again rarely. */
const unauthorizedDelayMs = 10 * 60_000;

type Ports = Pick<AgentPorts, "hub" | "clock"> & { log: Log };

/** What a heartbeat tells of the agent. */
export interface AgentState {
  /** Sentences; with any, the agent's status is ERROR. */
  problems: string[];
  configRevision: number | null;
  pools: HeartbeatInput["pools"];
}

/** `current`: the agent's config is the hub's; `config`: what the hub has instead. */
export type HeartbeatReply =
  | { kind: "unanswered" }
  | { kind: "current" }
  | { kind: "config"; config: StoredConfig };

const unanswered: HeartbeatReply = { kind: "unanswered" };

export class Heartbeat {
  readonly #key: NodeKey;
  readonly #ports: Ports;
  #restUntilMs = 0;

  constructor(key: NodeKey, ports: Ports) {
    this.#key = key;
    this.#ports = ports;
  }

  /** Reports the agent's state; fetches the config when the hub has a newer one. Never rejects. */
  async beat(state: AgentState): Promise<HeartbeatReply> {
    const { hub, clock, log } = this.#ports;
    if (clock.now() < this.#restUntilMs) return unanswered;
    try {
      const answer = await hub.heartbeat(this.#key.current, message(state, clock.now()));
      if (answer.kind !== "answered") return this.#refused(answer);
      if (answer.value.keyRotationNeeded) await this.#key.rotate();
      return answer.value.configUpdateNeeded ? await this.#fetchConfig() : { kind: "current" };
    } catch (error) {
      log("warn", "no heartbeat", { reason: messageOf(error) });
      return unanswered;
    }
  }

  async #fetchConfig(): Promise<HeartbeatReply> {
    const answer = await this.#ports.hub.config(this.#key.current);
    if (answer.kind !== "answered") return this.#refused(answer);
    return answer.value ? { kind: "config", config: answer.value } : { kind: "current" };
  }

  #refused({
    kind,
    message,
  }: {
    kind: "unauthorized" | "rejected";
    message: string;
  }): HeartbeatReply {
    const { clock, log } = this.#ports;
    if (kind === "unauthorized") this.#restUntilMs = clock.now() + unauthorizedDelayMs;
    const what =
      kind === "unauthorized"
        ? "the hub refuses the API key; scaling goes on with the last config"
        : "the hub rejected the heartbeat";
    log("error", what, { reason: message });
    return unanswered;
  }
}

function message(
  { problems, configRevision, pools }: AgentState,
  sentAtMs: number,
): HeartbeatInput {
  return {
    sentAtMs,
    status: problems.length ? "ERROR" : "ACTIVE",
    statusReason: problems.length ? problems.join(" ").slice(0, 500) : null,
    agentVersion,
    configRevision,
    pools,
  };
}
