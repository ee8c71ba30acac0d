import { describe, expect, it } from "vitest";
import { parseConfig } from "./parse.ts";
import { issuesOf, poolYaml } from "./testing/pool-yaml.ts";

const policyOf = (...lines: string[]) => {
  const parsed = parseConfig(poolYaml(...lines));
  if (parsed.kind === "invalid") throw new Error(JSON.stringify(parsed.issues));
  return parsed.config.pools[0]?.policy;
};
const ruleOf = (...lines: string[]) => policyOf(...lines)?.rule;
const found = (...lines: string[]): string[] => issuesOf(poolYaml(...lines));
const queue =
  'metrics: [{name: queue_length, query: "q", threshold: {min: 2, max: 10}, weight: 3}]';

describe("a weighted policy", () => {
  it("loads the production example", () => {
    const rule = ruleOf(
      "policy:",
      "  kind: weighted",
      "  metrics:",
      "    - {name: cpu_usage, type: cpu, source: system, aggregation: avg, window_seconds: 300, weight: 0.4}",
      "  thresholds:",
      "    - {metric: cpu_usage, scaleUp: 70, scaleDown: 25, comparison: greater_than}",
      "scale_out: {cooldown_seconds: 300}",
      "evaluation_interval_seconds: 120",
    );
    expect(rule).toEqual({
      kind: "weighted",
      metrics: [
        {
          metric: "cpu",
          weight: 0.4,
          comparison: "greater_than",
          scaleUp: 70,
          scaleDown: 25,
          aggregation: "avg",
          windowSeconds: 300,
        },
      ],
    });
  });

  it("loads the default policy of the backend", () => {
    const rule = ruleOf(
      'metrics: [{name: request_rate, query: "sum(rate(http_requests_total[1m]))"}]',
      "policy:",
      "  kind: weighted",
      "  metrics:",
      "    - {name: cpu_usage, type: cpu, source: system, weight: 0.4}",
      "    - {name: memory_usage, type: memory, source: system, weight: 0.3}",
      "    - {name: request_rate, type: request_rate, source: prometheus, aggregation: max, weight: 0.3}",
      "  thresholds:",
      "    - {metric: cpu_usage, scaleUp: 70, scaleDown: 20, comparison: greater_than}",
      "    - {metric: memory_usage, scaleUp: 80, scaleDown: 30, comparison: greater_than}",
      "    - {metric: request_rate, scaleUp: 100, scaleDown: 20, comparison: greater_than}",
    );
    expect(rule?.kind === "weighted" && rule.metrics).toMatchObject([
      { metric: "cpu", weight: 0.4, scaleUp: 70, scaleDown: 20, aggregation: "avg" },
      { metric: "ram", weight: 0.3, scaleUp: 80, scaleDown: 30 },
      { metric: "request_rate", weight: 0.3, scaleUp: 100, aggregation: "max" },
    ]);
  });

  it("loads the default policy of the ML service, with a change and a lower bound", () => {
    const rule = ruleOf(
      "metrics:",
      '  - {name: queue_length, query: "queue"}',
      '  - {name: failure_rate, query: "failures"}',
      '  - {name: free_workers, query: "free"}',
      "policy:",
      "  kind: weighted",
      "  metrics:",
      "    - {name: queue_length, type: queue_length, source: database, weight: 2}",
      "    - {name: failure_rate, type: error_rate, source: application, window_seconds: 600, weight: 1}",
      "    - {name: free_workers, weight: 1}",
      "  thresholds:",
      "    - {metric: queue_length, scaleUp: 10, scaleDown: 2, comparison: greater_than}",
      "    - {metric: failure_rate, scaleUp: 5, scaleDown: -1, comparison: percentage_change}",
      "    - {metric: free_workers, scaleUp: 1, scaleDown: 8, comparison: less_than}",
      "scale_out: {cooldown_seconds: 600}",
    );
    expect(rule?.kind === "weighted" && rule.metrics).toMatchObject([
      { metric: "queue_length", comparison: "greater_than" },
      {
        metric: "failure_rate",
        comparison: "percentage_change",
        windowSeconds: 600,
        scaleDown: -1,
      },
      { metric: "free_workers", comparison: "less_than", scaleUp: 1, scaleDown: 8 },
    ]);
  });

  it("takes the pool's own thresholds and weights for one word", () => {
    expect(ruleOf("cpu_threshold: 80", queue, "policy: weighted")).toMatchObject({
      metrics: [
        { metric: "cpu", weight: 1, scaleUp: 80, scaleDown: 40, comparison: "greater_than" },
        { metric: "queue_length", weight: 3, scaleUp: 10, scaleDown: 2 },
      ],
    });
  });
});

describe("a policy", () => {
  it("of thresholds reads CPU, RAM and any named metric", () => {
    expect(ruleOf("ram_threshold: {min: 30, max: 70}", queue)).toEqual({
      kind: "threshold",
      rules: [
        { metric: "ram", outAbove: 70, inBelow: 30 },
        { metric: "queue_length", outAbove: 10, inBelow: 2 },
      ],
    });
  });

  it("of targets takes them from its own keys, or from numbers of the pool", () => {
    expect(ruleOf("policy: {kind: target, targets: {cpu: 60}}", "tolerance_percent: 5")).toEqual({
      kind: "target",
      targets: [{ metric: "cpu", target: 60 }],
      tolerancePercent: 5,
    });
    const own = "metrics: [{name: queue_length, query: q, target: 12}]";
    expect(ruleOf("cpu_threshold: 60", "ram_threshold: 70", own, "policy: target")).toEqual({
      kind: "target",
      targets: [
        { metric: "cpu", target: 60 },
        { metric: "ram", target: 70 },
        { metric: "queue_length", target: 12 },
      ],
      tolerancePercent: 10,
    });
  });

  it("steps by one, but for targets, unless it is told otherwise", () => {
    expect(policyOf("cpu_threshold: 80")?.scaleOut).toMatchObject({ step: 1, stepPercent: null });
    expect(policyOf("cpu_threshold: 80", "policy: target")?.scaleOut).toMatchObject({
      step: null,
      stepPercent: null,
    });
    expect(policyOf("cpu_threshold: 80", "scale_out: {step_percent: 20}")?.scaleOut).toMatchObject({
      step: null,
      stepPercent: 20,
    });
    expect(
      policyOf("cpu_threshold: 80", "policy: target", "scale_in: {step: 2, step_percent: 10}")
        ?.scaleIn,
    ).toMatchObject({ step: 2, stepPercent: 10 });
  });

  it("looks 5 minutes back for a change, and takes data of 5 minutes for fresh", () => {
    const policy = policyOf(
      "policy:",
      "  kind: weighted",
      "  metrics: [{name: cpu, weight: 1}]",
      "  thresholds: [{metric: cpu, scaleUp: 70, scaleDown: 25, comparison: percentage_change}]",
    );
    expect(policy).toMatchObject({
      rule: { metrics: [{ windowSeconds: 300, aggregation: "avg" }] },
      freshForSeconds: 300,
      evaluationIntervalSeconds: 60,
    });
    expect(
      policyOf("cpu_threshold: 80", "evaluation_interval_seconds: 30")?.evaluationIntervalSeconds,
    ).toBe(30);
    expect(ruleOf("cpu_threshold: 80", "policy: weighted")).toMatchObject({
      metrics: [{ windowSeconds: 300 }],
    });
  });

  it("of sustained use needs no threshold", () => {
    expect(ruleOf("policy: sustained_outlier")).toEqual({ kind: "sustained_outlier" });
    expect(ruleOf("policy: {kind: sustained_outlier}")).toEqual({ kind: "sustained_outlier" });
  });
});

describe("twenty documents that are broken, each at its place", () => {
  const weighted = (metrics: string, thresholds: string) => [
    "policy:",
    "  kind: weighted",
    `  metrics: [${metrics}]`,
    `  thresholds: [${thresholds}]`,
  ];
  const cpu = "{name: cpu, weight: 1}";
  const cpuUp = "{metric: cpu, scaleUp: 70, scaleDown: 25}";
  const window = (keys: string) => ["cpu_threshold: 80", `schedules: [{name: x, ${keys}}]`];

  it.each<[string, string[], string]>([
    ["no threshold at all", ["mode: active"], "2:5 pools[0] the policy needs cpu_threshold"],
    [
      "a band the wrong way round",
      ["cpu_threshold: {min: 80, max: 20}"],
      "7:20 pools[0].cpu_threshold min must not",
    ],
    [
      "a wrong key in a band",
      ["cpu_threshold: {min: 20, max: 80, mid: 50}"],
      '7:39 pools[0].cpu_threshold.mid unknown key "mid"',
    ],
    [
      "no number in a band",
      ["cpu_threshold: {min: 20, max: high}"],
      "7:35 pools[0].cpu_threshold.max expected a number",
    ],
    [
      "an unknown policy",
      ["policy: clever"],
      '7:13 pools[0].policy expected "threshold", "target"',
    ],
    ["an unknown kind", ["policy: {kind: clever}"], "7:20 pools[0].policy.kind"],
    [
      "a key of another kind",
      ["cpu_threshold: 80", "policy: {kind: threshold, targets: {cpu: 6}}"],
      '8:31 pools[0].policy.targets unknown key "targets"',
    ],
    [
      "a target of nothing known",
      ["policy: {kind: target, targets: {cpus: 60}}"],
      '7:44 pools[0].policy.targets.cpus no metric "cpus"',
    ],
    [
      "a target of zero",
      ["policy: {kind: target, targets: {cpu: 0}}"],
      "7:43 pools[0].policy.targets.cpu must be above 0",
    ],
    [
      "a band for a target",
      ["cpu_threshold: {min: 2, max: 8}", "policy: target"],
      "7:20 pools[0].cpu_threshold a band is no target",
    ],
    [
      "a weight of zero",
      weighted("{name: cpu, weight: 0}", cpuUp),
      "9:37 pools[0].policy.metrics[0].weight must be above 0",
    ],
    [
      "a metric without a query",
      weighted(`${cpu}, {name: rate, weight: 1}`, cpuUp),
      '9:48 pools[0].policy.metrics[1].name no metric "rate"',
    ],
    [
      "a metric without a threshold",
      weighted(`${cpu}, {name: ram, weight: 1}`, cpuUp),
      '9:48 pools[0].policy.metrics[1].name "ram" needs one threshold',
    ],
    [
      "a threshold without a metric",
      weighted(cpu, `${cpuUp}, {metric: ram, scaleUp: 1, scaleDown: 0}`),
      '10:72 pools[0].policy.thresholds[1].metric no metric "ram"',
    ],
    [
      "thresholds the wrong way round",
      weighted(cpu, "{metric: cpu, scaleUp: 20, scaleDown: 70}"),
      "10:20 pools[0].policy.thresholds[0] scaleDown must not",
    ],
    [
      "an unknown comparison",
      weighted(cpu, "{metric: cpu, scaleUp: 70, scaleDown: 25, comparison: above}"),
      "10:74 pools[0].policy.thresholds[0].comparison",
    ],
    [
      "cron without a duration",
      window('cron: "0 9 * * *", target_instances: 3'),
      "8:17 pools[0].schedules[0] cron and duration_minutes",
    ],
    [
      "a wrong cron",
      window('cron: "0 25 * * *", duration_minutes: 5, target_instances: 3'),
      '8:33 pools[0].schedules[0].cron no hour is "25"',
    ],
    [
      "cron and times",
      window(
        'cron: "0 9 * * *", duration_minutes: 5, start_time: "08:00", end_time: "09:00", target_instances: 3',
      ),
      "8:17 pools[0].schedules[0] a schedule needs either",
    ],
    [
      "a start without an end",
      window('start_time: "08:00", target_instances: 3'),
      "8:17 pools[0].schedules[0] start_time and end_time go together",
    ],
    [
      "a metric twice",
      ["cpu_threshold: 80", "metrics:", "  - {name: q, query: a}", "  - {name: q, query: b}"],
      '10:16 pools[0].metrics[1].name a metric "q"',
    ],
    [
      "a built-in metric anew",
      ["cpu_threshold: 80", "metrics: [{name: cpu, query: a}]"],
      "8:22 pools[0].metrics[0].name cpu and ram are built in",
    ],
    [
      "milliseconds for seconds",
      ["cpu_threshold: 80", "scale_out: {cooldown_seconds: 300000}"],
      "8:35 pools[0].scale_out.cooldown_seconds must be at most 86400",
    ],
    [
      "a unit that is not known",
      ["cpu_threshold: 80", "scale_in: {cooldown_minutes: 5}"],
      '8:16 pools[0].scale_in.cooldown_minutes unknown key "cooldown_minutes"',
    ],
    [
      "an address that is none",
      ["cpu_threshold: 80", 'alerts: [{webhook_url: "ftp://x"}]'],
      "8:28 pools[0].alerts[0].webhook_url",
    ],
  ])("%s", (_case, lines, expected) => {
    const issues = found(...lines);
    expect(issues.length, issues.join("\n")).toBe(1);
    expect(issues[0]).toContain(expected);
  });

  it("names several at once", () => {
    const lines = ["cpu_threshold: 180", "policy: clever", "scale_out: {step: 0}"];
    expect(found(...lines).map((issue) => issue.split(" ")[0])).toEqual(["7:20", "8:13", "9:23"]);
  });
});
