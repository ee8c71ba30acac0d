import { expect, it } from "vitest";
import { parseConfig } from "./parse.ts";
import { poolYaml } from "./testing/pool-yaml.ts";

function validOf(yaml: string) {
  const parsed = parseConfig(yaml);
  if (parsed.kind !== "valid") throw new Error(JSON.stringify(parsed.issues));
  return parsed;
}

const cpu = "cpu_threshold: 80";
const targets = (keys: string) =>
  poolYaml(`policy: {kind: target, targets: {${keys}}}`, "metrics: [{name: q, query: x}]");
const window = (keys: string) => poolYaml(cpu, `schedules: [{name: x, min_instances: 3, ${keys}}]`);
const day = 'start_time: "08:00", end_time: "09:00"';
const cron = (expression: string) => window(`cron: "${expression}", duration_minutes: 5`);
const alert = 'alerts: [{webhook_url: "https://hooks.example/x"}]';

it.each<[string, string, string]>([
  ["comments", poolYaml(cpu), `# mine\n${poolYaml(cpu)}`],
  ["the order of keys", poolYaml(cpu), poolYaml(cpu).replace("min: 2, max: 10", "max: 10, min: 2")],
  ["the order of targets", targets("cpu: 60, q: 8"), targets("q: 8, cpu: 60")],
  [
    "a default that is named",
    poolYaml(cpu),
    `mode: active\n${poolYaml(cpu, "scale_in: {step: 1}")}`,
  ],
  ["a number T and its band", poolYaml(cpu), poolYaml("cpu_threshold: {min: 40, max: 80}")],
  [
    "a time zone that the node has",
    `timezone: Asia/Tokyo\n${window(day)}`,
    window(`${day}, timezone: Asia/Tokyo`),
  ],
  ["the order of days", window(`${day}, days: [mon, tue]`), window(`${day}, days: [tue, mon]`)],
  ["the letters of a cron expression", cron("0 9 * * mon"), cron(" 0  9 * * MON ")],
  [
    "references",
    poolYaml(cpu, "ram_threshold: 80"),
    poolYaml("cpu_threshold: &t 80", "ram_threshold: *t"),
  ],
])("two documents that mean the same are one text and one config: %s", (_what, one, other) => {
  expect(validOf(other).canonical).toBe(validOf(one).canonical);
  expect(validOf(other).config).toEqual(validOf(one).config);
});

it.each<[string, string, string]>([
  ["threshold", poolYaml(cpu), poolYaml("cpu_threshold: 81")],
  ["target", targets("cpu: 60, q: 8"), targets("cpu: 8, q: 60")],
  ["ceiling", window(day), window(`${day}, max_instances: 9`)],
  ["name", poolYaml(cpu), poolYaml(cpu).replace("name: web", "name: other")],
  ["total of the node", poolYaml(cpu), `max_total_instances: 9\n${poolYaml(cpu)}`],
  ["alert, which nothing sends yet", poolYaml(cpu), poolYaml(cpu, alert)],
  ["alert of the node", poolYaml(cpu), `${alert}\n${poolYaml(cpu)}`],
  [
    "drain, which nothing keeps to yet",
    poolYaml(cpu),
    poolYaml(cpu, "drain: {timeout_seconds: 9}"),
  ],
])("two documents that differ are two texts: another %s", (_what, one, other) => {
  expect(validOf(other).canonical).not.toBe(validOf(one).canonical);
});
