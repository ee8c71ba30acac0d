import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readDemand } from "./demand.ts";
import { choosePool } from "./pool.ts";
import { readSamples } from "./samples.ts";
import { readWishes } from "./wishes.ts";

const folder = mkdtempSync(join(tmpdir(), "tidepool-replay-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const main = new URL("./main.ts", import.meta.url).pathname;
const example = (name: string): string => new URL(`./examples/${name}`, import.meta.url).pathname;
const replay = (...args: string[]) =>
  spawnSync(process.execPath, [main, ...args], {
    encoding: "utf8",
    env: { ...process.env, INIT_CWD: folder },
  });

describe("npm run replay", () => {
  it("prints a line for each tick and a summary beside a fixed pool's", () => {
    const { stdout } = replay(
      "--config",
      example("config.yaml"),
      "--pool",
      "web",
      "--demand",
      example("day.csv"),
      "--json",
    );
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(1441);
    expect(Object.keys(lines[0])).toEqual([
      "at",
      "demand",
      "ready",
      "desired",
      "utilization",
      "decision",
    ]);
    expect(lines[0]).toMatchObject({
      at: "2026-01-05T00:00:00.000Z",
      demand: 2,
      ready: 4,
      desired: 4,
      utilization: 50,
      decision: { kind: "hold" },
    });
    const { summary, fixedAtMax, notes } = lines.at(-1);
    const ticks = lines.slice(0, -1);
    const actions = ticks.filter(({ decision }) => decision.kind === "resize");
    expect(summary.actions).toBe(actions.length);
    expect(summary.actions).toBeGreaterThan(4);
    const paid = ticks.reduce((sum, { desired }) => sum + desired, 0) / 60;
    expect(summary.instanceHours).toBeCloseTo(paid, 6);
    expect(fixedAtMax).toMatchObject({
      ticks: 1440,
      instanceHours: 480,
      ticksOver85: 0,
      actions: 0,
    });
    expect(notes).toEqual([]);
    expect(actions[0].decision.sentence).toMatch(
      /^Scaled out from \d+ to \d+: CPU .+ target of 60 %/,
    );
  });

  it("says the same in a table, and what it left out", () => {
    const config = file(
      "ram.yaml",
      'pools: [{instance_pool_id: "ocid1.instancepool.oc1..a", name: only, region: us-ashburn-1, compartment_id: "ocid1.compartment.oc1..c", cpu_threshold: 80, ram_threshold: 80, scaling_limits: {min: 1, max: 4}, mode: observe}]',
    );
    const demand = file(
      "two.csv",
      "timestamp,demand\n2026-01-05T00:00:00Z,1\n2026-01-05T00:02:00Z,1\n",
    );
    const { stdout, status } = replay("--config", config, "--demand", demand);
    expect(status).toBe(0);
    expect(stdout.split("\n").map((line) => line.trimEnd())).toEqual([
      "                            policy    fixed at max",
      "ticks of 60 s                    3               3",
      "instance-hours                 0.1             0.2",
      "ticks over 85 %                  0               0",
      "actions                          0               0",
      "  scale-outs                     0               0",
      "  scale-ins                      0               0",
      "note: The rule on ram is left out: a demand gives CPU only.",
      "note: Rows lie apart otherwise than by 60 s: at each tick the last one counts.",
      'note: "only" is observe; it is replayed as if it were active.',
      "",
    ]);
  });

  it("replays recorded samples", () => {
    const samples = file(
      "s.csv",
      "timestamp,instance_id,metric,value\n0,a,cpu,90\n0,b,cpu,90\n60,a,cpu,95\n60,b,cpu,90\n",
    );
    const { stdout } = replay("--config", example("config.yaml"), "--samples", samples, "--json");
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ size }) => size)).toEqual([3, 3, undefined]);
    expect(lines[0]).toMatchObject({
      at: "1970-01-01T00:00:00.000Z",
      decision: { kind: "resize" },
    });
    expect(lines.at(-1)).toMatchObject({ summary: { ticks: 2, actions: 1 }, fixedAtMax: null });
  });

  it("repeats itself to the byte", () => {
    const args = ["--config", example("config.yaml"), "--demand", example("day.csv"), "--json"];
    expect(replay(...args).stdout).toBe(replay(...args).stdout);
  });

  it("ends quietly when its reader has enough", () => {
    const command = `"${process.execPath}" "${main}" --config "${example("config.yaml")}" --demand "${example("day.csv")}" --json | head -1`;
    expect(
      execFileSync("bash", ["-c", `set -o pipefail; ${command}`], { encoding: "utf8" }),
    ).toContain('"at"');
  });

  it.each([
    [["--config", "none.yaml", "--demand", "x"], "none.yaml can not be read"],
    [["--demand", "x"], "--config is missing. Usage:"],
    [["--config", "x"], "Give one of --demand and --samples."],
    [["--config", "x", "--demand", "a", "--samples", "b"], "Give one of"],
    [
      ["--config", "x", "--demand", "a", "--boot-seconds", "soon"],
      '--boot-seconds must be a whole number from 0 to 86400, not "soon"',
    ],
    [["--config", "x", "--demand", "a", "--initial", "-1"], "--initial"],
    [
      ["--config", example("config.yaml"), "--demand", "x", "--pool", "api"],
      'There is no pool "api"; ',
    ],
    [["--seed", "1"], "Unknown option '--seed'"],
  ])("refuses %j in a sentence", (args, sentence) => {
    const { status, stderr, stdout } = replay(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("    at ");
    expect(stdout).toBe("");
  });
});

describe("reading", () => {
  it.each([
    ["2026-01-05T01:00:00+01:00", Date.UTC(2026, 0, 5)],
    ["2026-01-05T00:00:00", Date.UTC(2026, 0, 5)],
    ["2026-01-05 00:00:00", Date.UTC(2026, 0, 5)],
    ["2026-01-05", Date.UTC(2026, 0, 5)],
    ["1767571200", Date.UTC(2026, 0, 5)],
  ])("takes %s for a time", (text, startMs) => {
    expect(readDemand(`timestamp,demand\r\n${text},1\r\n`, "d")).toEqual({
      startMs,
      demands: [1],
      resampled: false,
    });
  });

  it("carries the last row forward, and takes columns in any order", () => {
    const csv = "demand,timestamp\n1,0\n2,30\n3,60\n4,200\n";
    expect(readDemand(csv, "d")).toEqual({ startMs: 0, demands: [1, 3, 3, 3], resampled: false });
    expect(readDemand("timestamp,demand\n0,1\n120,2\n", "d").resampled).toBe(true);
  });

  it.each([
    ["", "d, line 1: expected the columns timestamp,demand; timestamp and demand is not there."],
    ["timestamp,load\n", "demand is not there"],
    ["timestamp,demand\n", "d has no rows."],
    ["timestamp,demand\n0,1,2\n", "d, line 2: expected 2 cells, and there are 3."],
    ["timestamp,demand\nsoon,1\n", 'd, line 2: "soon" is no time'],
    ["timestamp,demand\n0,x\n", 'd, line 2: demand "x" is no number.'],
    ["timestamp,demand\n0,NaN\n", "is no number"],
    ["timestamp,demand\n0,\n", "is no number"],
    ["timestamp,demand\n0,1\n\n60,-1\n", "d, line 4: demand -1 is below 0."],
    ["timestamp,demand\n60,1\n60,1\n", "d, line 3: its time is not later"],
    ["timestamp,demand\n0,1\n99999999999,1\n", "two years is the most"],
  ])("refuses the demand %j", (csv, sentence) => {
    expect(() => readDemand(csv, "d")).toThrow(sentence);
  });

  it("refuses samples that name no metric, and takes a whole pool's", () => {
    const head = "timestamp,instance_id,metric,value\n";
    expect(() => readSamples(`${head}0,a,,1\n`, "s")).toThrow("s, line 2: it names no metric.");
    expect(readSamples(`${head}60,,queue,7\n0,a,cpu,1\n`, "s")).toEqual([
      { instanceId: "a", metric: "cpu", atMs: 0, value: 1 },
      { instanceId: null, metric: "queue", atMs: 60_000, value: 7 },
    ]);
  });

  it("refuses a config with errors at their places", () => {
    expect(() => choosePool("pools: [{}]", "c.yaml", null)).toThrow(/^c\.yaml:1:9 pools\[0\]/);
    expect(() => choosePool("pools: []", "c.yaml", null)).toThrow(
      "Say which pool with --pool; c.yaml has none.",
    );
  });

  it("has defaults", () => {
    expect(readWishes(["--config", "c", "--demand", "d"])).toEqual({
      configFile: "c",
      pool: null,
      source: { kind: "demand", file: "d" },
      bootSeconds: 180,
      initialSize: null,
      json: false,
    });
  });
});
