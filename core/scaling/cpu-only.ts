import type { PolicyRule } from "./policy.ts";

/**
 * What is left of a rule where CPU is the only metric, and the metrics that are left out; null
 * for a rule that does not read CPU at all. Seed 004's rule keeps its form: it is replayed with a
 * RAM that is never used, so that CPU alone speaks.
 */
export function cpuOnly(rule: PolicyRule): { rule: PolicyRule; leftOut: string[] } | null {
  switch (rule.kind) {
    case "threshold": {
      const rules = rule.rules.filter(({ metric }) => metric === "cpu");
      return rules.length ? { rule: { ...rule, rules }, leftOut: othersOf(rule.rules) } : null;
    }
    case "target": {
      const targets = rule.targets.filter(({ metric }) => metric === "cpu");
      return targets.length
        ? { rule: { ...rule, targets }, leftOut: othersOf(rule.targets) }
        : null;
    }
    case "weighted": {
      const metrics = rule.metrics.filter(({ metric }) => metric === "cpu");
      return metrics.length
        ? { rule: { ...rule, metrics }, leftOut: othersOf(rule.metrics) }
        : null;
    }
    case "sustained_outlier":
      return { rule, leftOut: ["ram", "network_in", "network_out"] };
  }
}

function othersOf(rules: readonly { metric: string }[]): string[] {
  return rules.map(({ metric }) => metric).filter((metric) => metric !== "cpu");
}
