import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const main = new URL("./main.ts", import.meta.url).pathname;
const simulate = (...args: string[]) =>
  spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });

describe("npm run simulate", () => {
  it("shows one world from its legend to its verdict, with the same bytes every time", () => {
    const { stdout, status } = simulate("--seed", "7");
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toContain("seconds what happened");
    expect(lines.slice(-4)).toEqual([
      "seed 7, no violation",
      expect.stringMatching(/^decisions \d+, actions \d+, restarts \d+$/),
      expect.stringContaining("metrics"),
      expect.stringMatching(/^digest [0-9a-f]{64}$/),
    ]);
    expect(simulate("--seed", "7").stdout).toBe(stdout);
    expect(simulate("--seed", "7", "--seeds", "1").stdout).toBe(`${lines.slice(-4).join("\n")}\n`);
  });

  it("runs as many worlds as it is asked for, from the seed that it is given", () => {
    expect(simulate("--seed", "7", "--seeds", "2").stdout).toContain(
      "2 worlds from seed 7 on, no violation",
    );
  });

  it.each(["--help", "-h"])("prints how it is called for %s", (option) => {
    const { stdout, stderr, status } = simulate(option);
    expect([stderr, status]).toEqual(["", 0]);
    expect(stdout).toContain("Usage: npm run simulate -- [--seeds N] [--seed S]");
  });

  it.each([
    [["--seeds", "-5"], "--seeds must be a whole number from 1 on."],
    [["--seed"], "--seed must be a whole number from 1 on."],
    [["--seed", "x"], '--seed must be a whole number from 1 on, not "x".'],
    [["--worlds", "5"], "Unknown option '--worlds'."],
  ])("refuses %j in one sentence and the usage", (args, sentence) => {
    const { stdout, stderr, status } = simulate(...args);
    expect([stdout, status]).toEqual(["", 1]);
    expect(stderr.startsWith(`${sentence} Usage: `)).toBe(true);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});
