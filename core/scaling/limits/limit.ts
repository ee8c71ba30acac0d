import type { DecisionInputs } from "../decision.ts";
import type { Reason } from "../reason.ts";

/** A limit's answer to a wanted size: the size it allows, and why that differs. */
export interface Verdict {
  size: number;
  reason: Reason;
}

/** Looks at a wanted change and returns null to let it pass. */
export type Limit = (wantedSize: number, inputs: DecisionInputs) => Verdict | null;
