import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { partMark } from "./part.ts";
import { inProject } from "./paths.ts";
import { Sentence } from "./sentence.ts";
import { until } from "./wait.ts";

const markerName = "tidepool-state.txt";
const recordFile = (folder: string): string => join(folder, "run.pid");

/**
 * Marks the folder as in use by this process. Throws Sentence while another start uses it; parts
 * that a killed start left behind are ended first.
 */
export async function takeRun(folder: string): Promise<void> {
  refuseForeign(folder);
  const file = recordFile(folder);
  const pid = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (pid && pid !== process.pid && commandOf(pid).includes("stack/start.ts")) {
    throw new Sentence(
      `Another start (process ${pid}) uses the state folder ${folder}; stop it first.`,
    );
  }
  await endLeftovers(folder);
  writeFileSync(file, String(process.pid));
}

/** Ends what a killed start left, and waits for it: a part holds its port until it is gone. */
async function endLeftovers(folder: string): Promise<void> {
  for (const left of processesOf(folder)) process.kill(left, "SIGKILL");
  await until("the parts of an earlier start to end", () => !processesOf(folder).length);
}

/** Parts are killed and state is forgotten in there: nobody else's folder may be taken for it. */
function refuseForeign(folder: string): void {
  const marker = join(folder, markerName);
  if (existsSync(marker)) return;
  if (readdirSync(folder).length) {
    throw new Sentence(
      `The folder ${folder} holds other things than Tidepool's state; name an empty or a new one.`,
    );
  }
  writeFileSync(marker, "Tidepool keeps its state in this folder.\n");
}

export function releaseRun(folder: string): void {
  rmSync(recordFile(folder), { force: true });
}

/** The parts of a start that was killed: programs of the project that were given the folder. */
function processesOf(folder: string): number[] {
  return ps(["-eo", "pid=,args="])
    .split("\n")
    .map((line) => line.trim())
    .filter(
      (line) => line.includes(` ${inProject("node_modules")}/`) && line.includes(`${folder}/`),
    )
    .map((line) => Number.parseInt(line, 10))
    .filter(isPart);
}

/** An agent that somebody started by hand may read its OCI config in the folder; it is no part. */
function isPart(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`${partMark}=`);
  } catch {
    return false;
  }
}

function commandOf(pid: number): string {
  return ps(["-o", "args=", "-p", String(pid)]);
}

function ps(args: string[]): string {
  try {
    return execFileSync("ps", args, { encoding: "utf8" });
  } catch {
    return "";
  }
}
