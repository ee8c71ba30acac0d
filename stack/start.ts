import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { demoFleet } from "./demo-fleet.ts";
import { inProject } from "./paths.ts";
import { isFree } from "./port.ts";
import { releaseRun, takeRun } from "./run-record.ts";
import { Sentence } from "./sentence.ts";
import { Stack } from "./stack.ts";

interface Wishes {
  port: number;
  folder: string;
  fresh: boolean;
  agents: boolean;
  sso: boolean;
}

const usage = "Usage: npm start -- [--port N] [--fresh] [--no-agents] [--sso] [--state FOLDER]";

function readWishes(): Wishes {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "8787" },
        fresh: { type: "boolean", default: false },
        "no-agents": { type: "boolean", default: false },
        sso: { type: "boolean", default: false },
        state: { type: "string", default: inProject(".tidepool", "demo") },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(`--port must be a number from 1 to 65535, not "${values.port}"`);
    }
    return {
      port,
      folder: resolve(values.state),
      fresh: values.fresh,
      agents: !values["no-agents"],
      sso: values.sso,
    };
  } catch (error) {
    throw new Sentence(`${error instanceof Error ? error.message : error}. ${usage}`);
  }
}

/** Takes the state folder, which ends what a killed start left there. */
async function takeFolder(folder: string): Promise<void> {
  try {
    mkdirSync(folder, { recursive: true });
    await takeRun(folder);
  } catch (error) {
    if (error instanceof Sentence) throw error;
    throw new Sentence(
      `The state folder ${folder} can not be written (${error instanceof Error ? error.message : error}). ` +
        "Give yourself the right to write there, or remove what is in its place.",
    );
  }
}

function forget(folder: string): void {
  for (const name of [
    "sqld",
    "hub",
    "cloud",
    "agents",
    "oci",
    "identity",
    "by-hand",
    "logs",
    "accounts.json",
    "database-url",
  ]) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

async function start(): Promise<void> {
  const startedAtMs = Date.now();
  const wishes = readWishes();
  await takeFolder(wishes.folder);
  if (!(await isFree(wishes.port))) {
    releaseRun(wishes.folder);
    throw new Sentence(
      `Port ${wishes.port} is taken; choose another one: npm start -- --port ${wishes.port + 1}`,
    );
  }
  if (wishes.fresh) forget(wishes.folder);
  const stack = new Stack({
    ...wishes,
    fleet: demoFleet,
    heartbeatIntervalSeconds: 5,
    offlineAfterSeconds: 30,
    tell: say,
  });
  stopOnSignal(stack, wishes.folder);
  try {
    await stack.start();
  } catch (error) {
    await stack.stop();
    releaseRun(wishes.folder);
    throw error;
  }
  const seconds = Math.round((Date.now() - startedAtMs) / 1000);
  say("Accounts of this demonstration:");
  for (const { role, email, password } of stack.accounts) {
    say(`  ${role.padEnd(6)}  ${email.padEnd(20)}  ${password}`);
  }
  if (wishes.sso) say("  and whoever the identity provider lists: Sign in with SSO");
  say(`Ready after ${seconds} s. Open ${stack.hubUrl} and sign in; Ctrl-C stops everything.`);
}

function stopOnSignal(stack: Stack, folder: string): void {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      say("Stopping …");
      void stack.stop().finally(() => {
        releaseRun(folder);
        say("Everything is stopped.");
        process.exit(signal === "SIGINT" ? 130 : 0);
      });
    });
  }
}

function say(line: string): void {
  console.log(`[tidepool] ${line}`);
}

try {
  await start();
} catch (error) {
  if (error instanceof Sentence) console.error(error.message);
  else console.error("Tidepool could not start:", error);
  process.exit(1);
}
