import type { DecisionInputs } from "./decision.ts";
import { type Reason, reason } from "./reason.ts";
import { thresholdPolicy } from "./threshold-policy.ts";

/** A size on its way to becoming a decision, with the reasons collected so far. */
export interface Draft {
  size: number;
  reasons: Reason[];
}

/**
 * The size that policy, schedules and limits ask for, before anything may forbid going there.
 * Always within the schedule's bounds, and within min and max above all.
 */
export function wantedSize(inputs: DecisionInputs): Draft {
  const { window, policy, pool } = inputs;
  if (window?.targetSize != null) {
    const fixed = { schedule: window.name, targetSize: window.targetSize };
    return withinLimits(
      { size: window.targetSize, reasons: [reason("SCHEDULE_FIXED", fixed)] },
      inputs,
    );
  }
  const { size, reasons } = thresholdPolicy(inputs.signal, policy, pool.size);
  return withinLimits(withinWindow({ size, reasons }, inputs), inputs);
}

function withinWindow(draft: Draft, { window }: DecisionInputs): Draft {
  const floor = window?.minSize ?? null;
  const ceiling = window?.maxSize ?? null;
  if (window && floor !== null && draft.size < floor) {
    const facts = { schedule: window.name, minSize: floor };
    return { size: floor, reasons: [...draft.reasons, reason("SCHEDULE_FLOOR", facts)] };
  }
  // Where a floor and a ceiling cross, the floor wins: too many beats too few.
  const most = ceiling === null ? null : Math.max(ceiling, floor ?? 0);
  if (window && most !== null && draft.size > most) {
    const facts = { schedule: window.name, maxSize: most };
    return { size: most, reasons: [...draft.reasons, reason("SCHEDULE_CEILING", facts)] };
  }
  return draft;
}

function withinLimits(draft: Draft, { policy, pool }: DecisionInputs): Draft {
  const { minSize, maxSize } = policy;
  const wanted = draft.size;
  if (wanted < minSize) {
    const why =
      pool.size < minSize
        ? reason("BELOW_MIN", { size: pool.size, minSize })
        : reason("CLIPPED_TO_MIN", { wantedSize: wanted, minSize });
    return { size: minSize, reasons: [...draft.reasons, why] };
  }
  if (wanted > maxSize) {
    const why =
      pool.size > maxSize
        ? reason("ABOVE_MAX", { size: pool.size, maxSize })
        : reason("CLIPPED_TO_MAX", { wantedSize: wanted, maxSize });
    return { size: maxSize, reasons: [...draft.reasons, why] };
  }
  return draft;
}
