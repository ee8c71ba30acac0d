import { describe, expect, it } from "vitest";
import { parseConfig } from "./parse.ts";
import { issuesOf, poolYaml } from "./testing/pool-yaml.ts";

const found = (...lines: string[]): string[] => issuesOf(poolYaml(...lines));

describe("a warning", () => {
  const quiet = "cpu_threshold: 80";
  const window = (keys: string) =>
    `schedules: [{name: x, start_time: "08:00", end_time: "09:00", ${keys}}]`;
  const windows = (...names: string[]) =>
    `schedules: [${names
      .map((n) => `{name: ${n}, start_time: "08:00", end_time: "09:00", min_instances: 3}`)
      .join(", ")}]`;
  const metricWith = (keys: string) => `metrics: [{name: q, query: "x", ${keys}}]`;
  const inNamespace = metricWith("threshold: 5, namespace: oci_lbaas");
  const weighted = (ofMetric: string, ofThreshold: string, [up, down] = [70, 25]) => [
    "policy:",
    "  kind: weighted",
    `  metrics: [{name: cpu, weight: 1${ofMetric}}]`,
    `  thresholds: [{metric: cpu, scaleUp: ${up}, scaleDown: ${down}${ofThreshold}}]`,
  ];
  it.each<[string, string[], string, string[]]>([
    [
      "thresholds that touch",
      ["cpu_threshold: {min: 60, max: 60}"],
      "7:20 pools[0].cpu_threshold the thresholds for in and out touch",
      ["cpu_threshold: {min: 59, max: 60}"],
    ],
    [
      "a step larger than the room",
      [quiet, "scale_out: {step: 9}"],
      "8:23 pools[0].scale_out.step a step of 9",
      [quiet, "scale_out: {step: 8}"],
    ],
    [
      "a floor above max",
      [quiet, window("min_instances: 11")],
      "8:82 pools[0].schedules[0].min_instances 11 is above the max of 10",
      [quiet, window("min_instances: 10")],
    ],
    [
      "a target below min",
      [quiet, window("target_instances: 1")],
      "8:85 pools[0].schedules[0].target_instances 1 is below the min of 2",
      [quiet, window("target_instances: 2")],
    ],
    [
      "a schedule that never fires",
      [quiet, 'schedules: [{name: x, cron: "0 0 30 2 *", duration_minutes: 5, min_instances: 3}]'],
      "8:33 pools[0].schedules[0].cron this schedule never fires",
      [quiet, 'schedules: [{name: x, cron: "0 0 29 2 *", duration_minutes: 5, min_instances: 3}]'],
    ],
    [
      "a tolerance without a target",
      [quiet, "tolerance_percent: 5"],
      "8:24 pools[0].tolerance_percent it counts with the policy target only",
      [quiet, "policy: target", "tolerance_percent: 5"],
    ],
    [
      "a slow look at 5 minutes",
      ["policy: sustained_outlier", "evaluation_interval_seconds: 61"],
      "8:34 pools[0].evaluation_interval_seconds sustained_outlier looks",
      ["policy: sustained_outlier", "evaluation_interval_seconds: 60"],
    ],
    [
      "a ceiling below min",
      [quiet, window("max_instances: 1")],
      "8:82 pools[0].schedules[0].max_instances 1 is below the min of 2",
      [quiet, window("max_instances: 2")],
    ],
    [
      "weighted thresholds that touch",
      [
        "policy:",
        "  kind: weighted",
        "  metrics: [{name: cpu, weight: 1}]",
        "  thresholds: [{metric: cpu, scaleUp: 50, scaleDown: 50}]",
      ],
      "10:20 pools[0].policy.thresholds[0] the thresholds for in and out touch",
      [
        "policy:",
        "  kind: weighted",
        "  metrics: [{name: cpu, weight: 1}]",
        "  thresholds: [{metric: cpu, scaleUp: 50, scaleDown: 49}]",
      ],
    ],
    [
      "a name that another schedule has",
      [quiet, windows("x", "x")],
      "8:93 pools[0].schedules[1].name it is also the name of the schedule on line 8",
      [quiet, windows("x", "y")],
    ],
    [
      "thresholds that a policy with targets of its own ignores",
      ["cpu_threshold: 80", "policy: {kind: target, targets: {cpu: 60}}"],
      "7:20 pools[0].cpu_threshold nothing reads it: the policy is target with numbers of its own",
      ["cpu_threshold: 80", "policy: {kind: target}"],
    ],
    [
      "thresholds that sustained_outlier ignores",
      ["ram_threshold: 80", "policy: sustained_outlier"],
      "7:20 pools[0].ram_threshold nothing reads it: the policy is sustained_outlier",
      ["ram_threshold: 80", "policy: threshold"],
    ],
    [
      "a metric's threshold that the policy target ignores",
      [quiet, "policy: target", metricWith("threshold: 5")],
      "9:48 pools[0].metrics[0].threshold nothing reads it: the policy is target",
      [quiet, "policy: target", metricWith("target: 5")],
    ],
    [
      "a metric's target that the policy threshold ignores",
      [quiet, metricWith("target: 5")],
      "8:45 pools[0].metrics[0].target nothing reads it: the policy is threshold",
      [quiet, metricWith("threshold: 5")],
    ],
    [
      "a weight that is not weighed",
      [quiet, metricWith("threshold: 5, weight: 2")],
      "8:59 pools[0].metrics[0].weight nothing reads it: the policy is threshold",
      [quiet, "policy: weighted", metricWith("threshold: 5, weight: 2")],
    ],
    [
      "weighted thresholds beside those of the pool",
      [quiet, ...weighted("", "")],
      "7:20 pools[0].cpu_threshold nothing reads it: the policy is weighted with numbers of its own",
      [quiet, "policy: {kind: weighted}"],
    ],
    [
      "a window without a change",
      weighted(", window_seconds: 60", ", comparison: less_than", [20, 80]),
      "9:56 pools[0].policy.metrics[0].window_seconds it counts with comparison: percentage_change",
      weighted(", window_seconds: 60", ", comparison: percentage_change"),
    ],
    [
      "a window of 0",
      weighted(", window_seconds: 0", ", comparison: percentage_change"),
      "9:56 pools[0].policy.metrics[0].window_seconds with 0 the value is compared",
      weighted(", window_seconds: 1", ", comparison: percentage_change"),
    ],
    [
      "a step of more than the pool",
      [quiet, "scale_out: {step_percent: 101}"],
      "8:31 pools[0].scale_out.step_percent a step of 101 % is more than the whole pool",
      [quiet, "scale_out: {step_percent: 100}"],
    ],
    [
      "a percentage written as a fraction",
      ["cpu_threshold: 0.8"],
      "7:20 pools[0].cpu_threshold 0.8 means 0.8 %; write 80 if you mean 80 %",
      ["cpu_threshold: 1.1"],
    ],
    [
      "a band of fractions",
      ["ram_threshold: {min: 0.2, max: 1}"],
      "7:20 pools[0].ram_threshold 1 means 1 %; write 100",
      ["ram_threshold: {min: 0.2, max: 1.5}"],
    ],
    [
      "a target written as a fraction",
      ["policy: {kind: target, targets: {ram: 0.55}}"],
      "7:43 pools[0].policy.targets.ram 0.55 means 0.55 %; write 55 if",
      ["policy: {kind: target, targets: {ram: 55}}"],
    ],
    [
      "a weighted fraction",
      weighted("", "", [0.7, 0.2]),
      "10:43 pools[0].policy.thresholds[0].scaleUp 0.7 means 0.7 %; write 70",
      weighted("", ", comparison: percentage_change", [0.7, 0.2]),
    ],
    [
      "a coverage written as a fraction",
      [quiet, "coverage_percent_min: 0.9"],
      "8:27 pools[0].coverage_percent_min 0.9 means 0.9 %",
      [quiet, "coverage_percent_min: 0"],
    ],
    [
      "a namespace with Prometheus",
      [quiet, "prometheus_url: http://p:9090", "monitoring_method: prometheus", inNamespace],
      "10:62 pools[0].metrics[0].namespace nothing reads it: Prometheus has no namespaces",
      [quiet, inNamespace],
    ],
    [
      "alerts, which nothing sends yet",
      [quiet, 'alerts: [{webhook_url: "https://hooks.example/x", on: [resize]}]'],
      "8:13 pools[0].alerts it is kept",
      [quiet],
    ],
    [
      "what is not acted on yet",
      [quiet, "drain: {timeout_seconds: 60}"],
      "8:12 pools[0].drain it is kept",
      [quiet],
    ],
  ])("for %s, and none without", (_case, lines, expected, without) => {
    expect(found(...lines)).toEqual([expect.stringContaining(expected)]);
    expect(found(...without)).toEqual([]);
  });

  it("for minimums that the node's total can not hold", () => {
    const parsed = parseConfig(`max_total_instances: 1\n${poolYaml(quiet)}`);
    expect(parsed.kind === "valid" && parsed.warnings).toMatchObject([
      { line: 1, column: 22, path: "max_total_instances" },
    ]);
    const enough = parseConfig(`max_total_instances: 2\n${poolYaml(quiet)}`);
    expect(enough.kind === "valid" && enough).toMatchObject({
      warnings: [],
      config: { maxTotalInstances: 2 },
    });
  });

  it("for a name that another pool has, and for none else", () => {
    const second = (name: string) =>
      poolYaml(quiet)
        .replace("pools:\n", "")
        .replace("..web", "..two")
        .replace("web\n", `${name}\n`);
    expect(issuesOf(poolYaml(quiet) + second('" web "'))).toEqual([
      "9:11 pools[1].name it is also the name of the pool on line 3",
    ]);
    expect(issuesOf(poolYaml(quiet) + second("batch"))).toEqual([]);
  });

  it("for a window that empties the pool", () => {
    const emptying = (keys: string) => poolYaml(quiet, window(keys)).replace("min: 2", "min: 0");
    for (const key of ["target_instances", "max_instances"]) {
      expect(issuesOf(emptying(`${key}: 1`))).toEqual([]);
      expect(issuesOf(emptying(`${key}: 0`))).toEqual([
        expect.stringContaining(`${key} the pool has no instances while this window is open`),
      ]);
    }
    expect(issuesOf(emptying("min_instances: 0"))).toEqual([]);
  });
});
