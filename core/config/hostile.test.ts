import { describe, expect, it } from "vitest";
import { mostCharacters, mostIssues } from "./config-issue.ts";
import { parseConfig } from "./parse.ts";
import { issuesOf, poolYaml } from "./testing/pool-yaml.ts";

const cpu = "cpu_threshold: 80";

/** As many pools of these keys as a document may have, or as many as are asked for. */
function poolsYaml(keysOf: (index: number) => string[], most = Number.POSITIVE_INFINITY): string {
  let yaml = "pools:\n";
  for (let index = 0; index < most; index += 1) {
    const pool = poolYaml(...keysOf(index))
      .replace("pools:\n", "")
      .replace("..web", `..web${index}`)
      .replace("name: web", `name: web${index}`);
    if (yaml.length + pool.length > mostCharacters) break;
    yaml += pool;
  }
  return yaml;
}

/** One piece again and again, up to the bound. */
const filled = (piece: string, [begin, end] = ["", ""]): string =>
  begin +
  piece.repeat(Math.floor((mostCharacters - begin.length - end.length) / piece.length)) +
  end;

function secondsToRead(yaml: string): number {
  const before = process.cpuUsage();
  parseConfig(yaml);
  return process.cpuUsage(before).user / 1e6;
}

const schedules = (schedule: (index: number) => string) => {
  const list = Array.from({ length: 100 }, (_, index) => `{name: x, ${schedule(index)}}`);
  return [cpu, `schedules: [${list.join(", ")}]`];
};
const laughs = Array.from(
  { length: 30 },
  (_, i) => `k${i + 1}: &k${i + 1} [*k${i}, *k${i}, *k${i}]`,
);

describe("a document of the most characters", () => {
  it.each<[string, string]>([
    [
      "schedules that never fire",
      poolsYaml((pool) =>
        schedules(
          (i) => `cron: "${i % 60} ${pool} 31 2,4,6,9,11 *", duration_minutes: 5, max_instances: 0`,
        ),
      ),
    ],
    [
      "schedules with warnings",
      poolsYaml(() => schedules(() => 'start_time: "00:00", end_time: "00:00", max_instances: 0')),
    ],
    ["commas", filled(",", ["[", "]"])],
    ["wrong escapes", filled("\\q", ['"', '"'])],
    ["brackets", filled("{}\n")],
    ["lists", filled("[[[[]]]],", ["[", "]"])],
    ["tags", filled("- !x y\n")],
    ["directives", filled("%x y\n")],
    ["unknown keys", filled("k,", ["{", "}"])],
    ["wrong days", poolYaml(cpu, `schedules: [{days: ${filled("x,", ["[", "]"])}`).slice(0, -400)],
    ["references", filled("- *a\n", ["- &a x\n", ""])],
    ["references to what has some", ["k0: &k0 [x]", ...laughs, ""].join("\n")],
  ])("is read in less than two seconds though it is full of %s", (_what, yaml) => {
    expect(yaml.length).toBeLessThanOrEqual(mostCharacters);
    expect(issuesOf(yaml).length).toBeLessThanOrEqual(mostIssues);
    // Once is enough: what else the machine does only ever makes it slower.
    expect([1, 2, 3].some(() => secondsToRead(yaml) < 2)).toBe(true);
  });

  it("may not have one more", () => {
    const yaml = `${poolYaml(cpu)}#`;
    expect(issuesOf(yaml.padEnd(mostCharacters, "x"))).toEqual([]);
    expect(issuesOf(yaml.padEnd(mostCharacters + 1, "x"))).toEqual([
      "1:1  the document has 200,001 characters; it may have 200,000",
    ]);
  });
});

describe("references", () => {
  const shared = (policy: string) => (index: number) => [
    `policy: ${index ? "*p" : `&p ${policy}`}`,
  ];

  it("share one policy among as many pools as there may be", () => {
    const parsed = parseConfig(poolsYaml(shared("{kind: target, targets: {cpu: 60}}"), 200));
    if (parsed.kind !== "valid") throw new Error(JSON.stringify(parsed.issues));
    const [first, ...others] = parsed.config.pools.map(({ policy }) => policy.rule);
    expect(others).toHaveLength(199);
    expect(others.every((rule) => JSON.stringify(rule) === JSON.stringify(first))).toBe(true);
  });

  it("are refused where they would be written out to too much", () => {
    expect(issuesOf(["k0: &k0 [x]", ...laughs].join("\n"))).toEqual([
      "1:1  it has more than 50,000 keys and values, with each reference (*) written out",
    ]);
  });

  it("lead to what was marked so last, and faults are said where they stand", () => {
    const pools = poolsYaml((i) => [`cpu_threshold: ${["&t 80", "*t", "&t 400", "*t"][i]}`], 4);
    expect(issuesOf(pools)).toEqual([
      "19:23 pools[2].cpu_threshold must be at most 100",
      "25:20 pools[3].cpu_threshold must be at most 100",
    ]);
  });
});

describe("too much to be listed", () => {
  it("is counted by the last of the issues", () => {
    const issues = issuesOf(`{${Array.from({ length: 20_000 }, (_, i) => `k${i}`).join(",")}}`);
    expect(issues).toHaveLength(mostIssues);
    expect(issues.at(-1)).toMatch(/^1:\d+ {2}and 19952 more, which are not listed$/);
  });

  it("is counted by the last of the warnings", () => {
    const warned = (count: number) =>
      issuesOf(poolsYaml(() => [cpu, "drain: {timeout_seconds: 60}"], count));
    expect(warned(50).at(-1)).toContain("pools[49].drain it is kept");
    expect(warned(51)).toHaveLength(mostIssues);
    expect(warned(51).at(-1)).toBe("351:12  and 2 more, which are not listed");
  });
});
