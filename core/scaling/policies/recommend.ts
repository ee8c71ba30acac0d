import type { DecisionInputs } from "../decision.ts";
import type { Recommendation } from "./recommendation.ts";
import { sustainedOutlierPolicy } from "./sustained-outlier.ts";
import { targetPolicy } from "./target.ts";
import { thresholdPolicy } from "./threshold.ts";
import { weightedPolicy } from "./weighted.ts";

/** What the pool's own policy asks for, limited by its step only. */
export function recommend(inputs: DecisionInputs): Recommendation {
  const { rule } = inputs.policy;
  switch (rule.kind) {
    case "threshold":
      return thresholdPolicy(rule.rules, inputs);
    case "target":
      return targetPolicy(rule, inputs);
    case "weighted":
      return weightedPolicy(rule.metrics, inputs);
    case "sustained_outlier":
      return sustainedOutlierPolicy(inputs);
  }
}
