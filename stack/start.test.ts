import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { inProject } from "./paths.ts";
import { freePort } from "./port.ts";
import { until } from "./wait.ts";

const folder = mkdtempSync(join(tmpdir(), "tidepool-start-"));
const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode === null) child.kill("SIGINT");
    await ended(child);
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Runs what `npm start` runs. */
function start(...args: string[]): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [inProject("setup.mjs"), "stack/start.ts", ...args], {
    env: { ...process.env, NODE_ENV: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  started.push(child);
  return { child, said: () => output };
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

/** Processes of the project that were given the state folder. */
function left(): string[] {
  return execFileSync("ps", ["-eo", "args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(folder) && !line.includes("stack/start.ts"));
}

describe("npm start", () => {
  it("says that the port is taken, ends with 1 and leaves nothing running", async () => {
    const port = await freePort();
    const holder = createServer().listen(port, "127.0.0.1");
    const { child, said } = start("--port", String(port), "--state", folder);
    expect(await ended(child)).toBe(1);
    expect(said().trim()).toBe(
      `Port ${port} is taken; choose another one: npm start -- --port ${port + 1}`,
    );
    expect(left()).toEqual([]);
    holder.close();
  });

  it("says that the state folder can not be written, and ends with 1", async () => {
    const file = `${folder}-file`;
    writeFileSync(file, "in the way");
    const { child, said } = start("--port", String(await freePort()), "--state", `${file}/state`);
    expect(await ended(child)).toBe(1);
    expect(said()).toMatch(/^The state folder .+ can not be written \(.+\)\. Give yourself/);
    expect(said().trim().split("\n")).toHaveLength(1);
    rmSync(file);
  });

  it("takes no folder with other things in it for its state", async () => {
    const other = mkdtempSync(join(tmpdir(), "tidepool-other-"));
    mkdirSync(join(other, "logs"));
    const { child, said } = start("--port", String(await freePort()), "--state", other, "--fresh");
    expect(await ended(child)).toBe(1);
    expect(said()).toContain("holds other things than Tidepool's state");
    expect(readdirSync(other)).toEqual(["logs"]);
    rmSync(other, { recursive: true });
  });

  it("refuses what it does not understand with its usage", async () => {
    const { child, said } = start("--ports", "1");
    expect(await ended(child)).toBe(1);
    expect(said()).toContain("Usage: npm start -- [--port N]");
  });

  it("starts everything, restarts what dies and says so, and stops everything on Ctrl-C", async () => {
    const port = await freePort();
    const { child, said } = start("--port", String(port), "--state", folder, "--no-agents");
    await until("the start", () => said().includes("Ready after"), { timeoutMs: 120_000 });
    expect(said()).toContain(`http://127.0.0.1:${port}`);
    expect(readdirSync(folder)).toContain("sqld");

    const second = start("--port", String(await freePort()), "--state", folder);
    expect(await ended(second.child)).toBe(1);
    expect(second.said()).toContain("uses the state folder");

    const workerd = execFileSync("pgrep", ["-f", `serve ${folder}`], { encoding: "utf8" });
    process.kill(Number(workerd.trim().split("\n")[0]), "SIGKILL");
    await until("the hub's death to be told", () =>
      said().includes("hub ended (signal SIGKILL); starting it again"),
    );
    await until(
      "the hub to be back",
      async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok,
    );

    child.kill("SIGTERM");
    expect(await ended(child)).toBe(0);
    expect(said()).toContain("Everything is stopped.");
    expect(left()).toEqual([]);
  }, 180_000);

  it("takes up again what a killed start left behind", async () => {
    const port = String(await freePort());
    const { child, said } = start("--port", port, "--state", folder, "--no-agents");
    await until("the start", () => said().includes("Ready after"), { timeoutMs: 120_000 });
    process.kill(Number(readFileSync(join(folder, "run.pid"), "utf8")), "SIGKILL");
    await ended(child);
    expect(left()).not.toEqual([]);
    const again = start("--port", port, "--state", folder, "--no-agents");
    await until("the second start", () => again.said().includes("Ready after"), {
      timeoutMs: 120_000,
    });
  }, 260_000);
});
