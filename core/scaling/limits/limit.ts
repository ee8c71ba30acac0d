import type { DecisionInputs } from "../decision.ts";
import type { Recommendation } from "../policies/recommendation.ts";
import type { Reason } from "../reason.ts";

/** A limit's answer to a wanted size: the size it allows, and why that differs. */
export interface Verdict {
  size: number;
  reason: Reason;
}

/** Looks at a wanted size and returns null to let it pass. */
export type Limit = (wantedSize: number, inputs: DecisionInputs) => Verdict | null;

/** What is left of a wanted size after each limit in turn, with the reasons of those that bent it. */
export function limitedBy(
  limits: readonly Limit[],
  wanted: Recommendation,
  inputs: DecisionInputs,
): Recommendation {
  let draft = wanted;
  for (const limit of limits) {
    const verdict = limit(draft.size, inputs);
    if (verdict) {
      draft = { ...draft, size: verdict.size, reasons: [...draft.reasons, verdict.reason] };
    }
  }
  return draft;
}

/** The same limit for changes only: it has no say where the present size is wanted. */
export function ofChanges(limit: Limit): Limit {
  return (wantedSize, inputs) =>
    wantedSize === inputs.pool.size ? null : limit(wantedSize, inputs);
}
