import type { Random } from "./random.ts";

export const poolIdOf = (index: number): string => `ocid1.instancepool.oc1..sim${index}`;

const policies: readonly [string, ...string[]] = [
  "cpu_threshold: 80",
  "cpu_threshold: {min: 30, max: 70}, ram_threshold: 85",
  "policy: {kind: target, targets: {cpu: 60}}",
  "policy: {kind: target, targets: {cpu: 60, ram: 70}}, scale_in: {step: 1, cooldown_seconds: 240}",
  "policy: {kind: weighted, metrics: [{name: cpu, weight: 2}, {name: ram, weight: 1}], thresholds: [{metric: cpu, scaleUp: 75, scaleDown: 30}, {metric: ram, scaleUp: 85, scaleDown: 60}]}",
  "policy: sustained_outlier",
];
const rests: readonly [string, ...string[]] = [
  "scale_out: {cooldown_seconds: 120}",
  "scale_out: {step: 2, cooldown_seconds: 60, stabilization_seconds: 120}",
  "scale_out: {step_percent: 50, cooldown_seconds: 180}",
];
const modes: readonly [string, ...string[]] = [
  "active",
  "active",
  "active",
  "active",
  "observe",
  "paused",
];

/** Any config of so many pools. */
export function anyConfig(random: Random, pools: number): string {
  const total = random.chance(0.4) ? `max_total_instances: ${random.whole(4, 8 * pools)}\n` : "";
  const lines = Array.from({ length: pools }, (_, index) => poolLine(random, index));
  return `${total}pools:\n${lines.join("\n")}\n`;
}

/** Nothing holds the pools back: for the end of a world, when they have to get where they should. */
export function calmConfig(pools: number): string {
  const lines = Array.from(
    { length: pools },
    (_, index) =>
      `  - {${namesOf(index)}, scaling_limits: {min: 1, max: 5}, cpu_threshold: 80, scale_out: {cooldown_seconds: 60}, scale_in: {cooldown_seconds: 60}}`,
  );
  return `pools:\n${lines.join("\n")}\n`;
}

function poolLine(random: Random, index: number): string {
  const min = random.whole(0, 3);
  const max = random.whole(Math.max(min, 2), 8);
  const policy = random.of(policies);
  const scaleIn = policy.includes("scale_in") ? "" : ", scale_in: {cooldown_seconds: 240}";
  const window = random.chance(0.15)
    ? `, schedules: [{name: w, cron: "${random.whole(0, 59)} * * * *", duration_minutes: ${random.whole(5, 40)}, ${random.of(["target_instances", "min_instances"])}: ${random.whole(0, 9)}}]`
    : "";
  return `  - {${namesOf(index)}, scaling_limits: {min: ${min}, max: ${max}}, mode: ${random.of(modes)}, ${policy}, ${random.of(rests)}${scaleIn}${window}}`;
}

function namesOf(index: number): string {
  return `instance_pool_id: "${poolIdOf(index)}", name: pool${index}, region: us-ashburn-1, compartment_id: "ocid1.compartment.oc1..sim"`;
}
