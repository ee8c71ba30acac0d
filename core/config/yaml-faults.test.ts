import { expect, it } from "vitest";
import { issuesOf, poolYaml } from "./testing/pool-yaml.ts";

const cpu = "cpu_threshold: 80";
const pool = poolYaml(cpu, "ram_threshold: 80");
const metricTrue = 'metrics: [{name: "true", query: x}]';

it.each<[string, string, string]>([
  ["a missing colon", poolYaml("cpu_threshold 80", "mode: active"), '7:5  expected "key: value"'],
  ["a missing colon at the end", poolYaml(cpu, "ram_threshold 80"), '8:5  expected "key: value"'],
  ["no space behind a colon", poolYaml("cpu_threshold:80", cpu), '7:5  expected "key: value"'],
  ["a space too few", pool.replace("    region", "   region"), "4:1  this line is not indented"],
  ["two too few", pool.replace("    region", "  region"), "4:1  this line is not indented"],
  [
    "a space too many",
    pool.replace("    region", "     region"),
    '3:11  a value can not hold another "key: value"',
  ],
  ["an open {", pool.replace("10}", "10"), "7:5  a { or [ above is not closed"],
  ["an open [", `${pool}alerts: [`, "9:10  a { or [ above is not closed"],
  ["a tab", pool.replace("    region", "\tregion"), "4:1  a tab is no indentation"],
  [
    "a tab behind spaces",
    pool.replace("    region", "    \tregion"),
    "4:5  a tab is no indentation",
  ],
  ["a missing comma", pool.replace("2, max", "2 max"), "6:27  a comma is missing"],
  ["an open quote", poolYaml('mode: "active'), "8:1  a quote above is not closed"],
  ["a quote within quotes", poolYaml('mode: "a"b"'), "7:14  nothing can stand here"],
  ["cron without quotes", poolYaml("cron: */5 * * * *"), "7:15  nothing can stand here"],
  ["a missing space behind -", "pools:\n  -name: x\n  - name: y", "3:1  a list can not begin"],
  ["a sign that YAML keeps", poolYaml("cron: @daily"), "7:11  a text can not begin"],
  ["an escape that is none", poolYaml('query: "\\d"'), "7:13  a \\ in double quotes"],
  ["a tag", poolYaml("mode: !x active"), "7:11  a config has no tags"],
  ["a second document", `${pool}---\n${pool}`, "9:1  a config is one document"],
  ["a document that is too deep", "[".repeat(3000), "  the document is nested too deep"],
  [
    "a reference to nothing",
    poolYaml("cpu_threshold: *x"),
    "7:20 pools[0].cpu_threshold nothing above it is marked &x",
  ],
  ["a reference to what follows", "a: *x\nb: &x 1", "1:4 a nothing above it is marked &x"],
  ["a map for a key", poolYaml("? {a: 1}", ": 2"), "7:7 pools[0] a key must be plain text"],
  ["a reference for a key", "a: &x y\n*x : 1", "2:1  a key must be plain text"],
  [
    "a reference for a key that is there already",
    poolYaml(cpu, "name: &k ram_threshold", "*k : 5"),
    "9:5 pools[0] a key must be plain text",
  ],
  [
    "a key that means another thing to programs",
    poolYaml("policy: {kind: target, targets: {cpu: 60, __proto__: 5}}"),
    '7:47 pools[0].policy.targets.__proto__ unknown key "__proto__"',
  ],
  [
    "a true that is there as a text",
    poolYaml('policy: {kind: target, targets: {cpu: 5, "true": 60, true: 5}}', metricTrue),
    '7:58 pools[0].policy.targets.true "true" is there already on line 7',
  ],
  [
    "another version of YAML",
    `# mine\n%YAML 1.1\n---\n${poolYaml("cpu_threshold: 010")}`,
    "2:1  a config is YAML 1.2 and has no directives",
  ],
  [
    "a fault behind lines that end with CR",
    poolYaml("cpu_threshold: high").replaceAll("\n", "\r"),
    "7:20 pools[0].cpu_threshold expected a percentage",
  ],
  ["a fault behind a byte order mark", `\uFEFFmode: x\n${pool}`, "1:7 mode expected one of"],
  [
    "a reference into itself",
    "a: &a 1\npools: &a [*a]",
    "1:1  a reference (*) stands in what it refers to",
  ],
  ["a list within 60 others", `${"[".repeat(60)}${"]".repeat(60)}`, "found a list"],
  [
    "a list within 101 others",
    `${"[".repeat(102)}${"]".repeat(102)}`,
    "1:101  the document is nested too deep",
  ],
  ["no key", ": 1", "1:1  a key must be plain text"],
  ["nothing but a comment", "# later\n", "1:1  the document is empty; it needs pools"],
])("%s is said once, at its place and in plain words", (_fault, yaml, expected) => {
  expect(issuesOf(yaml)).toEqual([expect.stringContaining(expected)]);
});

it("takes a version of YAML that is the right one", () => {
  expect(issuesOf(`%YAML 1.2\n---\n${pool}`)).toEqual([]);
});

it("names the faults of several lines", () => {
  expect(issuesOf("a: @x\nb: %x\n").map((issue) => issue.slice(0, 3))).toEqual(["1:4", "2:4"]);
});

it("says every key that is there twice, and whatever else is wrong", () => {
  const yaml = poolYaml("cpu_threshold: 180", "cpu_threshold: 190", "cpu_threshold: 200");
  expect(issuesOf(`mode: on\nmode: off\n${yaml}`)).toEqual([
    '2:1 mode "mode" is there already on line 1',
    expect.stringContaining("2:7 mode expected one of"),
    '10:5 pools[0].cpu_threshold "cpu_threshold" is there already on line 9',
    '11:5 pools[0].cpu_threshold "cpu_threshold" is there already on line 9',
    "11:20 pools[0].cpu_threshold must be at most 100",
  ]);
});
