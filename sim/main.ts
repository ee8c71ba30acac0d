import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { InvalidField } from "./checked-fields.ts";
import { type RunningRegion, startRegion } from "./region.ts";
import { parseScenario } from "./scenario.ts";

const USAGE = "Usage: node sim/main.ts --scenario FILE.json --port N [--state FILE]";

/** What stops the start; its message is the one sentence that people see. */
class CannotStart extends Error {}

function readCommandLine(): { scenario: string; port: number; state: string | undefined } {
  const text = { type: "string" } as const;
  let values: { scenario?: string; port?: string; state?: string };
  try {
    ({ values } = parseArgs({ options: { scenario: text, port: text, state: text } }));
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}. ${USAGE}`);
  }
  const port = Number(values.port);
  if (values.scenario === undefined) throw new CannotStart(`--scenario is missing. ${USAGE}`);
  if (values.port === undefined || !Number.isInteger(port) || port < 0 || port > 65535) {
    throw new CannotStart(`--port must be a whole number from 0 to 65535. ${USAGE}`);
  }
  return { scenario: values.scenario, port, state: values.state };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new CannotStart(`Scenario ${file} cannot be read: ${(error as Error).message}.`);
  }
}

async function start(): Promise<RunningRegion> {
  const { scenario: file, port, state } = readCommandLine();
  const json = readJson(file);
  try {
    const options = { ...parseScenario(json), folder: dirname(resolve(file)), port };
    return await startRegion(state === undefined ? options : { ...options, state_file: state });
  } catch (error) {
    if (error instanceof InvalidField) {
      throw new CannotStart(`Cannot start from ${file}: ${error.message}.`);
    }
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw new CannotStart(`Port ${port} is taken; choose another with --port.`);
    }
    if (code !== undefined) throw new CannotStart(`Cannot start from ${file}: ${message}.`);
    throw error;
  }
}

try {
  const region = await start();
  const { region: name, pools } = region.state();
  console.log(`Simulated region ${name} with ${pools.length} pools listens on ${region.url}`);
  const stop = () => void region.close().then(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  console.error(error instanceof CannotStart ? error.message : error);
  process.exitCode = 1;
}
