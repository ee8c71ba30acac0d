import { livePorts } from "../live-ports.ts";
import type { AgentPorts } from "../ports.ts";
import { runAgent } from "../run-agent.ts";

/**
 * The real agent, except that it kills itself like `kill -9` at the moment that KILL_AT names:
 * "before pools.resize", "during ..." (150 ms into the call) or "after ...", the first time.
 */
await runAgent((env) => armed(livePorts(env), process.env.KILL_AT ?? ""));

function armed(ports: AgentPorts, moment: string): AgentPorts {
  const [, when, portName, method] = /^(before|during|after) (\w+)\.(\w+)$/.exec(moment) ?? [];
  const port = ports[portName as keyof AgentPorts] as unknown as Record<string, Method> | undefined;
  const original = method && port?.[method];
  if (!port || !method || !original) throw new Error(`KILL_AT names no call of a port: ${moment}`);
  port[method] = (...args) => {
    if (when === "before") die();
    if (when === "during") setTimeout(die, 150);
    const result = original(...args);
    if (when !== "after") return result;
    return result instanceof Promise ? result.then(die) : die();
  };
  return ports;
}

type Method = (...args: unknown[]) => unknown;

function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("The process is being killed.");
}
