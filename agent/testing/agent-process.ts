import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export interface AgentProcess {
  child: ChildProcess;
  /** Everything it wrote so far. */
  output(): string;
  /** How it ended: its exit code, or the signal that killed it. */
  ended: Promise<number | string>;
  /** SIGTERM, and how it ended. */
  stop(): Promise<number | string>;
}

const entries = { node: "../main.ts", deno: "../run.ts", kill_at: "kill-at.ts" } as const;

/** `kill_at` is the agent that kills itself, on Node. */
export type Runtime = keyof typeof entries;

/** Starts the agent as its own process, with this environment and nothing of the test's but PATH. */
export function startAgentProcess(runtime: Runtime, env: Record<string, string>): AgentProcess {
  const file = join(import.meta.dirname, entries[runtime]);
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.on("exit", (code, signal) => resolve(signal ?? code ?? "unknown"));
  });
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  return { child, output: () => output, ended, stop };
}

/** Waits until the question is answered with something; fails with the agent's output after `ms`. */
export async function eventually<Result>(
  ask: () => Result | null | undefined | false,
  agent: Pick<AgentProcess, "output">,
  ms = 20_000,
): Promise<Result> {
  for (let waitedMs = 0; waitedMs < ms; waitedMs += 25) {
    const answer = ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`It did not happen within ${ms} ms. The agent wrote:\n${agent.output()}`);
}
