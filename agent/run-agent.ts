import { Agent } from "./agent.ts";
import { AgentFault, messageOf } from "./agent-fault.ts";
import { type AgentEnv, readEnv } from "./env.ts";
import { captureConsole, jsonLog } from "./log.ts";
import type { AgentPorts } from "./ports.ts";

const graceMs = 10_000;

/** The agent as a process: from its environment to a signal that ends it, and its exit code. */
export async function runAgent(portsOf: (env: AgentEnv) => AgentPorts): Promise<void> {
  captureConsole(jsonLog);
  process.on("unhandledRejection", (error) => {
    jsonLog("error", "unhandled rejection", { reason: messageOf(error), stack: stackOf(error) });
  });
  try {
    const env = readEnv(process.env);
    const ports = portsOf(env);
    const agent = new Agent(env, { ...ports, log: jsonLog });
    stopOnSignals(agent, ports);
    jsonLog("info", "starting", { node: env.nodeName, region: env.region });
    await agent.start();
  } catch (error) {
    const code = error instanceof AgentFault ? error.code : "UNEXPECTED";
    jsonLog("error", "the agent can not start", { code, reason: messageOf(error) });
    process.exit(1);
  }
}

function stopOnSignals(agent: Agent, { journal }: AgentPorts): void {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    jsonLog("info", "stopping", { signal });
    await agent.stop(graceMs);
    journal.close();
    jsonLog("info", "stopped");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => void stop(signal));
  }
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
