import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scenario, startTestRegion } from "./test-region.ts";

const MAIN = new URL("./main.ts", import.meta.url).pathname;
let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sim-main-"));
  file = join(folder, "scenario.json");
  writeFileSync(file, JSON.stringify(scenario()));
  writeFileSync(join(folder, "wrong.json"), JSON.stringify({ ...scenario(), boot_seconds: -1 }));
  writeFileSync(join(folder, "sneaky.json"), JSON.stringify({ ...scenario(), now: 5 }));
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(args: string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

async function ended(child: ChildProcess) {
  const code = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [out, err] = [child.stdout, child.stderr];
  if (out === null || err === null) throw new Error("no pipes");
  return { out: await text(out), err: await text(err), code: await code };
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "it says where it listens, and %s ends it",
  async (signal) => {
    const child = run(["--scenario", file, "--port", "0"]);
    const result = ended(child);
    const first = await new Promise<string>((resolve) => {
      child.stdout?.once("data", (chunk) => resolve(String(chunk)));
    });
    expect(first).toMatch(/^Simulated region us-ashburn-1 with 2 pools listens on http:\S+\n$/);
    const url = /http:\S+/.exec(first)?.[0] ?? "";
    expect((await fetch(`${url}/sim/state`)).status).toBe(200);
    child.kill(signal);
    expect(await result).toMatchObject({ code: 0, out: first, err: "" });
  },
);

test.each([
  [[], /^--scenario is missing\. Usage: .*\n$/],
  [["--scenario", "FILE", "--port", "x"], /^--port must be a whole number .*\n$/],
  [["--planet", "mars"], /^Unknown option '--planet'.*\n$/],
  [
    ["--scenario", "none.json", "--port", "0"],
    /^Scenario .*none\.json cannot be read: ENOENT.*\n$/,
  ],
  [["--scenario", "wrong.json", "--port", "0"], /: boot_seconds must be .* but is -1\.\n$/],
  [["--scenario", "sneaky.json", "--port", "0"], /: now is not a known field .*\n$/],
])("%j ends with one sentence and code 1", async (args, message) => {
  const paths = args.map((arg) => (arg.endsWith(".json") ? join(folder, arg) : arg));
  const { code, out, err } = await ended(run(paths));
  expect(err).toMatch(message);
  expect(err.trimEnd()).not.toContain("\n");
  expect({ code, out }).toEqual({ code: 1, out: "" });
});

test("a taken port ends with one sentence and code 1", async () => {
  const region = await startTestRegion();
  const child = run(["--scenario", file, "--port", String(region.port)]);
  const { code, err } = await ended(child);
  await region.close();
  expect(err).toBe(`Port ${region.port} is taken; choose another with --port.\n`);
  expect(code).toBe(1);
});
