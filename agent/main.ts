import { livePorts } from "./live-ports.ts";
import { runAgent } from "./run-agent.ts";

await runAgent(livePorts);
