import { expect, test } from "vitest";
import { decide } from "./decide.ts";
import type { DecisionInputs } from "./decision.ts";
import type { Reason } from "./reason.ts";
import { inputs, metric, nowMs } from "./testing/inputs.ts";

const high = { cpu: metric("cpu", 95) };
const low = { cpu: metric("cpu", 20), ram: metric("ram", 20) };
const window = { name: "launch", targetSize: null, minSize: null, maxSize: null };

/** Each reason tells the numbers that it was decided by. */
const cases: [DecisionInputs, Reason][] = [
  [
    inputs({
      inputs: { override: { targetSize: 7, reason: "launch", expiresAtMs: nowMs + 90_000 } },
    }),
    { code: "OVERRIDE", facts: { targetSize: 7, reason: "launch", secondsLeft: 90 } },
  ],
  [
    inputs({ inputs: { window: { ...window, targetSize: 0 } }, policy: { minSize: 0 } }),
    { code: "SCHEDULE_FIXED", facts: { schedule: "launch", targetSize: 0 } },
  ],
  [inputs({ size: 1 }), { code: "BELOW_MIN", facts: { size: 1, minSize: 2 } }],
  [inputs({ size: 12 }), { code: "ABOVE_MAX", facts: { size: 12, maxSize: 10 } }],
  [
    inputs({ ...high, size: 10 }),
    { code: "CLIPPED_TO_MAX", facts: { wantedSize: 11, maxSize: 10 } },
  ],
  [inputs({ ...low, size: 2 }), { code: "CLIPPED_TO_MIN", facts: { wantedSize: 1, minSize: 2 } }],
];

test.each(cases)("%#: the reason carries its numbers", (given, reason) => {
  expect(decide(given).decision.reasons).toContainEqual(reason);
});
