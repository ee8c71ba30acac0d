import { AgentFault, messageOf } from "./agent-fault.ts";
import type { Log } from "./log.ts";
import { agentVersion, type NodeSettings } from "./node-settings.ts";
import type { AgentPorts } from "./ports.ts";

const delayMaxMs = 30_000;

/**
 * The node's API key: from the journal, or by enrolling, for as long as it takes the hub to
 * answer. Null when stopped first. Throws AgentFault START_REFUSED when it can not enrol.
 */
export async function enrol(
  settings: NodeSettings,
  { hub, journal, clock, log }: Pick<AgentPorts, "hub" | "journal" | "clock"> & { log: Log },
  stopping: AbortSignal,
): Promise<string | null> {
  const { registrationId, enrolled } = journal.identity(clock.newId);
  if (enrolled) return enrolled.apiKey;
  const { enrolmentToken, nodeName: name, region } = settings;
  if (!enrolmentToken)
    throw refused("ENROLMENT_TOKEN is not set, and the node is not enrolled yet");
  const input = { enrolmentToken, registrationId, name, region, agentVersion };
  for (let tries = 1; !stopping.aborted; tries++) {
    try {
      const answer = await hub.register(input);
      if (answer.kind !== "answered") throw refused(`The hub refused to enrol: ${answer.message}`);
      const { nodeId, apiKey } = answer.value;
      journal.saveEnrolment(nodeId, apiKey);
      log("info", "enrolled", { nodeId });
      return apiKey;
    } catch (error) {
      if (error instanceof AgentFault && error.code !== "HUB_UNREACHABLE") throw error;
      const delayMs = Math.min(delayMaxMs, 500 * 2 ** tries);
      log("warn", "can not enrol yet", { reason: messageOf(error), delayMs });
      await clock.sleep(delayMs, stopping);
    }
  }
  return null;
}

function refused(message: string): AgentFault {
  return new AgentFault("START_REFUSED", `${message}.`);
}
