import type { PolicyRule } from "./policy.ts";

/** A rule that reads CPU only, and what became of the other metrics. */
export interface CpuOnly {
  rule: PolicyRule;
  /** Metrics that have no say. */
  leftOut: string[];
  /** Metrics that have one, and are taken as never used. */
  idle: string[];
}

/**
 * What is left of a rule where CPU is the only metric; null for a rule that does not read CPU at
 * all. Seed 004's rule keeps its form, which shrinks on CPU and RAM together: its RAM is idle, so
 * that CPU alone speaks.
 */
export function cpuOnly(rule: PolicyRule): CpuOnly | null {
  switch (rule.kind) {
    case "threshold": {
      const rules = rule.rules.filter(isCpu);
      return rules.length ? { rule: { ...rule, rules }, ...othersOf(rule.rules) } : null;
    }
    case "target": {
      const targets = rule.targets.filter(isCpu);
      return targets.length ? { rule: { ...rule, targets }, ...othersOf(rule.targets) } : null;
    }
    case "weighted": {
      const metrics = rule.metrics.filter(isCpu);
      return metrics.length ? { rule: { ...rule, metrics }, ...othersOf(rule.metrics) } : null;
    }
    case "sustained_outlier":
      return { rule, leftOut: ["network_in", "network_out"], idle: ["ram"] };
  }
}

function isCpu({ metric }: { metric: string }): boolean {
  return metric === "cpu";
}

function othersOf(rules: readonly { metric: string }[]): Omit<CpuOnly, "rule"> {
  const leftOut = rules.filter((rule) => !isCpu(rule)).map(({ metric }) => metric);
  return { leftOut, idle: [] };
}
