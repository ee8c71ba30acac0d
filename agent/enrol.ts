import { createHash } from "node:crypto";
import { AgentFault, messageOf } from "./agent-fault.ts";
import type { Log } from "./log.ts";
import { agentVersion, type NodeSettings } from "./node-settings.ts";
import type { AgentPorts, Identity } from "./ports.ts";

const delayMaxMs = 30_000;

type Ports = Pick<AgentPorts, "hub" | "journal" | "clock"> & { log: Log };

/**
 * The node's API key: from the journal, or by enrolling, for as long as it takes the hub to
 * answer. A token other than the one used before asks for a new key, which is how a node whose
 * key was revoked comes back. Null when stopped first. Throws AgentFault START_REFUSED.
 */
export async function enrol(
  settings: NodeSettings,
  ports: Ports,
  stopping: AbortSignal,
): Promise<string | null> {
  const identity = ports.journal.identity(ports.clock.newId);
  const { enrolmentToken } = settings;
  const { enrolled } = identity;
  if (!enrolmentToken) {
    if (enrolled) return enrolled.apiKey;
    throw refused("ENROLMENT_TOKEN is not set, and the node is not enrolled yet");
  }
  const tokenHash = createHash("sha256").update(enrolmentToken).digest("hex");
  if (enrolled?.tokenHash === tokenHash) return enrolled.apiKey;
  const { nodeName: name, region } = settings;
  const input = {
    enrolmentToken,
    registrationId: identity.registrationId,
    name,
    region,
    agentVersion,
  };
  for (let tries = 1; !stopping.aborted; tries++) {
    try {
      const answer = await ports.hub.register(input);
      if (answer.kind !== "answered") return keyAfterRefusal(identity, answer.message, ports);
      ports.journal.saveEnrolment({ ...answer.value, tokenHash });
      ports.log("info", "enrolled", { nodeId: answer.value.nodeId });
      return answer.value.apiKey;
    } catch (error) {
      if (error instanceof AgentFault && error.code !== "HUB_UNREACHABLE") throw error;
      const delayMs = Math.min(delayMaxMs, 500 * 2 ** tries);
      ports.log("warn", "can not enrol yet", { reason: messageOf(error), delayMs });
      await ports.clock.sleep(delayMs, stopping);
    }
  }
  return null;
}

/** A refused token stops a node that has no key; one that has goes on with it. */
function keyAfterRefusal({ enrolled }: Identity, reason: string, { log }: Ports): string {
  if (!enrolled) throw refused(`The hub refused to enrol this node: ${reason}`);
  log("error", "the hub refused ENROLMENT_TOKEN; the key from before is used", { reason });
  return enrolled.apiKey;
}

function refused(message: string): AgentFault {
  return new AgentFault("START_REFUSED", message.endsWith(".") ? message : `${message}.`);
}
