import { spawn } from "node:child_process";
import { messageOf } from "./agent-fault.ts";
import { denoArguments, denoBinary } from "./deno-arguments.ts";

/** Starts the agent on Deno, passes signals on to it, and ends as it ends. */
function run(): void {
  const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1" };
  const agent = spawn(denoBinary(), denoArguments(process.env), { stdio: "inherit", env });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => agent.kill(signal));
  }
  agent.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
  agent.on("error", (error) => {
    process.stderr.write(`The agent can not start: ${error.message}\n`);
    process.exit(1);
  });
}

try {
  run();
} catch (error) {
  process.stderr.write(`The agent can not start: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
