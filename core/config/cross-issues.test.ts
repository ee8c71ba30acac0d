import { expect, it } from "vitest";
import { issuesOf, poolYaml } from "./testing/pool-yaml.ts";

const cpu = "cpu_threshold: 80";
const wrongShape = ["colour: red", "scale_out: {step: 0}"];

it.each<[string, string[], string[]]>([
  [
    "prometheus_url without prometheus",
    [cpu, "prometheus_url: http://p:9090"],
    ["8:21 pools[0].prometheus_url prometheus_url needs monitoring_method: prometheus"],
  ],
  [
    "prometheus_url with oci",
    [cpu, "monitoring_method: oci", "prometheus_url: http://p:9090"],
    ["9:21 pools[0].prometheus_url prometheus_url needs monitoring_method: prometheus"],
  ],
  [
    "prometheus without prometheus_url",
    [cpu, "monitoring_method: prometheus"],
    ["8:24 pools[0].monitoring_method prometheus needs prometheus_url, for example"],
  ],
  [
    "a metric twice",
    ["metrics:", "  - {name: q, query: a, threshold: 1}", "  - {name: q, query: b}"],
    ['9:16 pools[0].metrics[1].name a metric "q" is already there on line 8'],
  ],
  [
    "names that a weighted policy does not know",
    [
      "policy:",
      "  kind: weighted",
      "  metrics: [{name: rate, weight: 1}]",
      "  thresholds: [{metric: cpu, scaleUp: 70, scaleDown: 25}]",
    ],
    [
      '9:24 pools[0].policy.metrics[0].name no metric "rate" is in this pool\'s metrics',
      '10:29 pools[0].policy.thresholds[0].metric no metric "cpu" is weighed',
    ],
  ],
  [
    "weighted metrics without thresholds",
    ["policy: {kind: weighted, metrics: [{name: cpu, weight: 1}]}"],
    ["7:13 pools[0].policy metrics and thresholds of a weighted policy go together"],
  ],
])("%s is said, beside faults of the form as well", (_fault, lines, expected) => {
  const expectedIssues = expected.map((issue) => expect.stringContaining(issue));
  expect(issuesOf(poolYaml(...lines))).toEqual(expectedIssues);
  expect(issuesOf(poolYaml(...lines, ...wrongShape))).toEqual([
    ...expectedIssues,
    expect.stringContaining('unknown key "colour"'),
    expect.stringContaining("step must be at least 1"),
  ]);
});

it("says what a weighted policy names though a weight is wrong", () => {
  const lines = [
    "policy:",
    "  kind: weighted",
    "  metrics: [{name: rate, weight: 0}]",
    "  thresholds: [{metric: rate, scaleUp: high, scaleDown: 25}]",
  ];
  expect(issuesOf(poolYaml(...lines)).map((issue) => issue.split(" ")[1])).toEqual([
    "pools[0].policy.metrics[0].name",
    "pools[0].policy.metrics[0].weight",
    "pools[0].policy.thresholds[0].scaleUp",
  ]);
});

it("says that a pool is there twice though another key of it is wrong", () => {
  const again = poolYaml("cpu_threshold: high").replace("pools:\n", "");
  expect(issuesOf(poolYaml(cpu) + again)).toEqual([
    "8:23 pools[1].instance_pool_id this pool is already configured on line 2",
    expect.stringContaining("13:20 pools[1].cpu_threshold expected a percentage"),
  ]);
});
