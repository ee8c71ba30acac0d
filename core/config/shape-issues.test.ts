import { describe, expect, it } from "vitest";
import { issuesOf, poolYaml } from "./testing/pool-yaml.ts";

const cpu = "cpu_threshold: 80";
const window = (keys: string) =>
  poolYaml(cpu, `schedules: [{name: x, target_instances: 3, ${keys}}]`);
const cron = (expression: string) => window(`cron: "${expression}", duration_minutes: 5`);
const times = 'start_time: "08:00", end_time: "09:00"';

describe("the form of a document", () => {
  it.each<[string, string, string]>([
    [
      "a number in quotes",
      poolYaml('cpu_threshold: "80"'),
      'found the text "80"; write 80, without',
    ],
    ["a number with a sign", poolYaml("cpu_threshold: 80 %"), 'the text "80 %"; write 80, without'],
    [
      "a size in quotes",
      poolYaml(cpu).replace("max: 10", 'max: "10"'),
      '6:35 pools[0].scaling_limits.max expected a number; found the text "10"; write 10, without',
    ],
    [
      "minutes for seconds",
      poolYaml(cpu, "scale_out: {cooldown_seconds: 5m}"),
      'expected a whole number of seconds, for example 300; found the text "5m"',
    ],
    ["half an instance", poolYaml(cpu).replace("2,", "2.5,"), "a whole number; found 2.5"],
    [
      "a number for a text",
      poolYaml(cpu).replace("web\n", "5\n"),
      "3:11 pools[0].name expected a text",
    ],
    ["nothing for a list", "pools:", "1:7 pools expected a list; found nothing"],
    [
      "a number for keys",
      poolYaml(cpu).replace("{min: 2, max: 10}", "5"),
      "keys with values; found 5",
    ],
    [
      "a key that is missing",
      poolYaml(cpu).replace("    name: web\n", ""),
      "2:5 pools[0].name this key is required",
    ],
    ["an empty query", poolYaml(cpu, 'metrics: [{name: q, query: ""}]'), "query must not be empty"],
    ["no days", window(`${times}, days: []`), "days must not be empty"],
    [
      "a wrong day",
      window(`${times}, days: [monday]`),
      'expected one of mon, tue, wed, thu, fri, sat, sun; found the text "monday"',
    ],
    [
      "a threshold below 0",
      poolYaml("metrics: [{name: q, query: x, threshold: -1}]"),
      "7:46 pools[0].metrics[0].threshold must be above 0",
    ],
    [
      "another kind of OCID",
      poolYaml(cpu).replace("ocid1.comp", "ocid1.user"),
      'expected an OCID that starts with "ocid1.compartment." or "ocid1.tenancy."; found the text',
    ],
    [
      "an address that is none",
      poolYaml(cpu, "monitoring_method: prometheus", "prometheus_url: prometheus:9090"),
      "9:21 pools[0].prometheus_url expected a URL with http or https, for example http://prom",
    ],
    [
      "an alert without an address",
      poolYaml(cpu, "alerts: [{on: [resize]}]"),
      "8:14 pools[0].alerts[0].webhook_url this key is required",
    ],
    [
      "a metric's name in capitals",
      poolYaml("policy: {kind: target, targets: {CPU: 60}}"),
      "7:43 pools[0].policy.targets.CPU expected a name of small letters",
    ],
  ])("with %s is said in plain words", (_fault, yaml, expected) => {
    expect(issuesOf(yaml)).toEqual([expect.stringContaining(expected)]);
  });

  it("does not repeat an address, which may hold a secret", () => {
    const yaml = poolYaml(cpu, "alerts: [{webhook_url: hooks.example/s3cret}]");
    expect(issuesOf(yaml).join()).not.toContain("s3cret");
  });

  it("finds a wrong value behind a reference: at the reference, or in what it refers to", () => {
    const yaml = poolYaml(cpu, "scale_out: &s {step: 0}", "scale_in: *s", "mode: &m on");
    expect(issuesOf(`${yaml}timezone: *m\n`)).toEqual([
      "8:26 pools[0].scale_out.step must be at least 1",
      "8:26 pools[0].scale_in.step must be at least 1",
      expect.stringContaining("10:14 pools[0].mode expected one of active, observe, paused"),
      expect.stringContaining("11:11 timezone expected an IANA time zone"),
    ]);
  });
});

describe("an unknown key", () => {
  it.each<[string, string, string]>([
    ["ram_treshold", poolYaml(cpu, "ram_treshold: 1"), "; did you mean ram_threshold?"],
    ["Ram_threshold", poolYaml(cpu, "Ram_threshold: 1"), "; did you mean ram_threshold?"],
    ["target_instance", window(`${times}, target_instance: 3`), '"target_instance"'],
    ["modes", `modes: active\n${poolYaml(cpu)}`, "; did you mean mode?"],
    ["RAM_THRESHOLD", poolYaml(cpu, "RAM_THRESHOLD: 1"), "; did you mean ram_threshold?"],
    [
      "colour",
      `colour: red\n${poolYaml(cpu)}`,
      "; known here: mode, timezone, max_total_instances, alerts, pools",
    ],
    ["cpu_treshold", poolYaml(cpu, "cpu_treshold: 1"), '"cpu_treshold"'],
    ["colour", poolYaml(cpu, "colour: red"), '"colour"'],
    ["mid", poolYaml("cpu_threshold: {min: 1, max: 9, mid: 5}"), "; known here: min, max"],
    [
      "cooldown_minutes",
      poolYaml(cpu, "scale_in: {cooldown_minutes: 5}"),
      "; known here: step, step_percent, cooldown_seconds, stabilization_seconds",
    ],
    [
      "targets",
      poolYaml(cpu, "policy: {kind: threshold, targets: {cpu: 5}}"),
      "; known here: kind",
    ],
  ])("such as %s is told what it may mean", (key, yaml, hint) => {
    expect(issuesOf(yaml)).toEqual([expect.stringContaining(`unknown key "${key}"`)]);
    expect(issuesOf(yaml)[0]?.endsWith(hint), issuesOf(yaml)[0]).toBe(true);
  });

  it("is named beside the key that it leaves missing", () => {
    expect(issuesOf(poolYaml(cpu).replace("pools", "pool"))).toEqual([
      "1:1 pools this key is required",
      '1:1 pool unknown key "pool"; did you mean pools?',
    ]);
  });
});

describe("a name with what is not seen", () => {
  it.each([
    "\u200B",
    "\u202E",
    "\u00AD",
    "\uFEFF",
    "\u2028",
    "\u2066",
    "\u3164",
    "\u{E0041}",
    "\u0085",
  ])("such as %j is refused, and shows it", (hidden) => {
    const code = hidden.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    const message = `expected 1 to 100 printable characters, none of them invisible; found the text "a\\u{${code}}b"`;
    expect(issuesOf(poolYaml(cpu).replace("name: web", `name: "a${hidden}b"`))).toEqual([
      `3:11 pools[0].name ${message}`,
    ]);
    expect(issuesOf(poolYaml(cpu, `"a${hidden}b": 1`))).toEqual([
      `8:5 pools[0].a\\u{${code}}b unknown key "a\\u{${code}}b"`,
    ]);
  });
});

describe("a time zone", () => {
  it.each(["+05:30", "-08", "+0530", "Europe/Lon\u200Bdon", ""])("%j is none", (zone) => {
    expect(issuesOf(`timezone: "${zone}"\n${poolYaml(cpu)}`)).toEqual([
      expect.stringContaining("1:11 timezone expected an IANA time zone, for example"),
    ]);
  });

  it.each(["UTC", "Etc/GMT+5", "EST5EDT", "America/Argentina/Buenos_Aires"])(
    "%j is one",
    (zone) => {
      expect(issuesOf(`timezone: "${zone}"\n${poolYaml(cpu)}`)).toEqual([]);
    },
  );
});

describe("a wrong cron expression", () => {
  it.each<[string, string]>([
    ["61 8 * * *", 'no minute is "61"; expected *, or 0 to 59,'],
    ["0 24 * * *", 'no hour is "24"; expected *, or 0 to 23,'],
    ["0 0 L * *", 'no day of month is "L"; expected *, or 1 to 31,'],
    ["0 0 31-1 * *", 'no day of month is "31-1"'],
    ["0 0 * 13 *", 'no month is "13"; expected *, or 1 to 12 or jan to dec,'],
    [
      "* * * * 8",
      'no day of week is "8"; expected *, or 0 to 7 (0 and 7 are Sunday) or sun to sat,',
    ],
    ["@daily", "expected five cron fields (minute, hour, day of month, month, day of week)"],
    ["0 9 * *", "expected five cron fields"],
    ["", "expected five cron fields"],
  ])("%j is told which field is wrong", (expression, expected) => {
    expect(issuesOf(cron(expression))).toEqual([expect.stringContaining(expected)]);
  });
});

describe("a limit", () => {
  const queries = (length: number) =>
    poolYaml(cpu, `metrics: [{name: q, query: "${"x".repeat(length)}"}]`);
  const minutes = (count: number) => window(`cron: "0 9 * * *", duration_minutes: ${count}`);
  const pools = (count: number) => {
    const [, ...pool] = poolYaml(cpu).split("\n");
    const one = pool.join("\n");
    const many = Array.from({ length: count }, (_, i) =>
      one.replace("..web", `..web${i}`).replace("name: web", `name: web${i}`),
    );
    return `pools:\n${many.join("")}`;
  };
  it.each<[string, (value: number) => string, number, string]>([
    ["a query", queries, 2000, "must have at most 2000 characters"],
    ["duration_minutes", minutes, 10_080, "must be at most 10080"],
    ["pools", pools, 200, "must have at most 200 entries"],
  ])("of %s is taken, and one more is not", (_what, yamlOf, most, message) => {
    expect(issuesOf(yamlOf(most))).toEqual([]);
    expect(issuesOf(yamlOf(most + 1))).toEqual([expect.stringContaining(message)]);
  });
});
