import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { usage } from "./read-options.ts";

const folder = mkdtempSync(join(tmpdir(), "tidepool-replay-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const pool =
  'instance_pool_id: "ocid1.instancepool.oc1..a", name: only, region: us-ashburn-1, compartment_id: "ocid1.compartment.oc1..c", scaling_limits: {min: 1, max: 4}';
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
      `pools: [{${pool}, cpu_threshold: 80, ram_threshold: 80, mode: observe}]`,
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
      "note: Rows lie apart otherwise than by 60 s: at each tick the last one counts, and none after the last tick.",
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
    expect(lines.at(-1)).toEqual({
      summary: { ticks: 2, instanceHours: 0.1, actions: 1, scaleOuts: 1, scaleIns: 0 },
      fixedAtMax: null,
      notes: ["The load is a recording: it does not answer to the decisions."],
    });
  });

  it("says which recorded metrics the policy does not read, and which are not there", () => {
    const policy = "policy: {kind: target, targets: {cpu: 60, ram: 60}}";
    const config = file("two-metrics.yaml", `pools: [{${pool}, ${policy}}]`);
    const head = "timestamp,instance_id,metric,value\n";
    const some = file("some.csv", `${head}0,a,cpu,60\n0,a,CpuUtilization,60\n`);
    expect(replay("--config", config, "--samples", some).stdout.split("\n")).toEqual(
      expect.arrayContaining([
        'note: The policy of "only" does not read CpuUtilization.',
        "note: The samples have no ram, which the policy takes as missing.",
      ]),
    );
    const none = file("none.csv", `${head}0,a,CpuUtilization,60\n`);
    const { status, stderr } = replay("--config", config, "--samples", none);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'The policy of "only" reads cpu, ram, and the samples have only CpuUtilization; metrics are named as in the config.\n',
    );
  });

  it("says that it starts outside the limits, and what sustained_outlier takes for granted", () => {
    const config = file("seed.yaml", `pools: [{${pool}, policy: sustained_outlier}]`);
    const demand = file("high.csv", "timestamp,demand\n0,100\n60,100\n");
    const { stdout } = replay("--config", config, "--demand", demand);
    expect(stdout.split("\n").filter((line) => line.startsWith("note: "))).toEqual([
      "note: sustained_outlier reads more than CPU, and a demand gives nothing else: ram is taken as 0 % in every tick, and network_in and network_out have no vote.",
      "note: The pool starts at 167, outside its limits of 1 to 4, and the figures include its way back; --initial N starts it elsewhere.",
    ]);
    expect(replay("--config", config, "--demand", demand, "--initial", "4").stdout).not.toContain(
      "outside its limits",
    );
  });

  it.each(["--help", "-h"])("prints how it is called for %s", (option) => {
    const { stdout, stderr, status } = replay(option);
    expect([stdout, stderr, status]).toEqual([`${usage}\n`, "", 0]);
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
    [
      ["--config", example("config.yaml"), "--demand", "x", "--pool", "api"],
      'There is no pool "api"; ',
    ],
    [["--config", "x", "--demand", "a", "--initial", "-1"], "--initial must be"],
  ])("refuses %j in a sentence", (args, sentence) => {
    const { status, stderr, stdout } = replay(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("    at ");
    expect(stdout).toBe("");
  });
});
