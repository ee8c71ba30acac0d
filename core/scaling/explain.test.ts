import { describe, expect, it } from "vitest";
import { explain, explainReasons, reasonCodes } from "./explain.ts";
import { type Reason, reason } from "./reason.ts";

const cpu = { metric: "cpu", value: 91 };
const rate = { metric: "request_rate", value: 120 };

const sentences: [Reason, string][] = [
  [reason("ABOVE_THRESHOLD", { ...cpu, threshold: 80 }), "CPU 91 % is above 80 %"],
  [reason("ABOVE_THRESHOLD", { ...rate, threshold: 100 }), "request_rate 120 is above 100"],
  [
    reason("BELOW_THRESHOLD", { metric: "ram", value: 19.96, threshold: 40 }),
    "RAM 20 % is below 40 %",
  ],
  [
    reason("WITHIN_THRESHOLDS", { ...cpu, value: 60.25, inBelow: 40, outAbove: 80 }),
    "CPU 60.3 % is between 40 % and 80 %",
  ],
  [
    reason("ABOVE_TARGET", { ...cpu, share: 91, target: 60, size: 7 }),
    "CPU 91 % is above its target of 60 %, which takes 7",
  ],
  [
    reason("BELOW_TARGET", { ...rate, share: 30, target: 50, size: 3 }),
    "request_rate 120, which is 30 for each, is below its target of 50, which takes 3",
  ],
  [
    reason("ON_TARGET", { ...cpu, share: 91, target: 90, tolerancePercent: 10 }),
    "CPU 91 % is within 10 % of its target of 90 %",
  ],
  [
    reason("LOAD_ON_EMPTY_POOL", { metric: "queue", value: 12, target: 10, size: 2 }),
    "queue 12 takes 2 at a target of 10, and the pool is empty",
  ],
  [
    reason("WEIGHED_OUT", { ...cpu, threshold: 70, weight: 0.4 }),
    "CPU 91 % votes for out at 70 % with weight 0.4",
  ],
  [
    reason("WEIGHED_IN", { ...rate, threshold: 200, weight: 2 }),
    "request_rate 120 votes for in at 200 with weight 2",
  ],
  [
    reason("CHANGED_OUT", { metric: "request_rate", changePercent: 51, threshold: 50, weight: 1 }),
    "request_rate changed by 51 %, above 50 %, and votes for out with weight 1",
  ],
  [
    reason("CHANGED_IN", { metric: "request_rate", changePercent: -40, threshold: -30, weight: 1 }),
    "request_rate changed by -40 %, below -30 %, and votes for in with weight 1",
  ],
  [
    reason("CHANGE_UNKNOWN", { metric: "request_rate", windowSeconds: 300 }),
    "it is not known what request_rate was 300 s ago",
  ],
  [
    reason("WEIGHTED_SCORE", { outScore: 0.7, inScore: 0, neededScore: 0.5 }),
    "the scores are 0.70 for out and 0.00 for in, where more than 0.5 acts",
  ],
  [
    reason("SUSTAINED_HIGH", { metric: "ram", sharePercent: 85, threshold: 90 }),
    "RAM was above 90 % for 85 % of the last 5 minutes",
  ],
  [
    reason("SUSTAINED_LOW", { sharePercent: 80, cpuBelow: 10, ramBelow: 20 }),
    "CPU was below 10 % and RAM below 20 % for 80 % of the last 5 minutes",
  ],
  [
    reason("OUTLIER_HIGH", { ...cpu, highest: 75, points: 2 }),
    "CPU 91 % is far above its last 5 minutes (75 % at most)",
  ],
  [
    reason("OUTLIER_LOW", { metric: "network_in", value: 3, lowest: 40, points: 1 }),
    "network_in 3 is far below its last 5 minutes (40 at least)",
  ],
  [
    reason("OUTLIER_VOTES", { outPoints: 2, inPoints: 0, neededPoints: 2 }),
    "outliers give 2 points for out and 0 for in, where 2 act",
  ],
  [
    reason("OUTLIER_VOTES", { outPoints: 1, inPoints: 0, neededPoints: 2 }),
    "outliers give 1 point for out and 0 for in, where 2 act",
  ],
  [
    reason("TOO_FEW_SAMPLES", {
      samples: 1,
      neededSamples: 3,
      spanSeconds: 0,
      neededSpanSeconds: 240,
    }),
    "only 1 value is known yet, over 0 s, and it takes 3 over 240 s",
  ],
  [
    reason("TOO_FEW_SAMPLES", {
      samples: 4,
      neededSamples: 3,
      spanSeconds: 180.04,
      neededSpanSeconds: 240,
    }),
    "only 4 values are known yet, over 180 s, and it takes 3 over 240 s",
  ],
  [reason("STILL_BOOTING", { bootingInstances: 1 }), "but 1 instance is still booting"],
  [reason("STILL_BOOTING", { bootingInstances: 2 }), "but 2 instances are still booting"],
  [
    reason("NO_USABLE_METRICS", { metrics: "cpu, ram, queue", freshness: "stale" }),
    "no usable data (CPU, RAM, queue stale)",
  ],
  [
    reason("NO_USABLE_METRICS", { metrics: "cpu", freshness: "stale", missing: "ram, queue" }),
    "no usable data (CPU stale; RAM, queue missing)",
  ],
  [
    reason("METRIC_UNUSABLE", { metric: "ram", freshness: "missing" }),
    "RAM data is missing, and without it the pool may not shrink",
  ],
  [
    reason("NO_USABLE_METRICS", { metrics: "ram, a, b, 17 more", freshness: "missing" }),
    "no usable data (RAM, a, b, 17 more missing)",
  ],
  [reason("EMPTY_POOL", { size: 1 }), "but the pool is empty, and 1 is started to be measured"],
  [reason("STEP_LIMITED", { wantedSize: 9, step: 2 }), "but a step is 2"],
  [
    reason("OVERRIDE", { targetSize: 7, reason: "launch", secondsLeft: 59.9 }),
    'an order fixes the size at 7 for another 59 s ("launch")',
  ],
  [
    reason("SCHEDULE_FIXED", { schedule: "day", targetSize: 5 }),
    'schedule "day" fixes the size at 5',
  ],
  [reason("SCHEDULE_FLOOR", { schedule: "day", minSize: 5 }), 'schedule "day" keeps at least 5'],
  [reason("SCHEDULE_CEILING", { schedule: "day", maxSize: 5 }), 'schedule "day" keeps at most 5'],
  [reason("BELOW_MIN", { size: 1, minSize: 2 }), "size 1 is below the minimum of 2"],
  [reason("ABOVE_MAX", { size: 9, maxSize: 8 }), "size 9 is above the maximum of 8"],
  [reason("CLIPPED_TO_MIN", { wantedSize: 1, minSize: 2 }), "but the minimum is 2"],
  [
    reason("CLIPPED_TO_MIN", { wantedSize: 0, minSize: 0 }),
    "but low use never takes the last instance",
  ],
  [reason("CLIPPED_TO_MAX", { wantedSize: 9, maxSize: 8 }), "but the maximum is 8"],
  [
    reason("NODE_CEILING", { wantedSize: 9, otherInstances: 20, maxTotalInstances: 25 }),
    "but the node may run 25 in all, and its other pools have 20",
  ],
  [
    reason("CAPACITY_SHORTAGE", {
      wantedSize: 9,
      availableSize: 6,
      attempts: 1,
      retryInSeconds: 200,
    }),
    "but OCI could give no more than 6 (asked once), and is asked again in 200 s",
  ],
  [
    reason("CAPACITY_SHORTAGE", {
      wantedSize: 9,
      availableSize: 6,
      attempts: 3,
      retryInSeconds: 200,
    }),
    "but OCI could give no more than 6 (asked 3 times), and is asked again in 200 s",
  ],
  [reason("MODE", { mode: "paused", wantedSize: 5 }), "but the pool is paused"],
  [
    reason("MODE", { mode: "observe", wantedSize: 5 }),
    "but the pool is only observed; it would go to 5",
  ],
  [reason("POOL_NOT_RUNNING", { lifecycle: "SCALING" }), "but OCI says that the pool is SCALING"],
  [
    reason("RESIZE_IN_FLIGHT", { targetSize: 5, ageSeconds: 12.9 }),
    "but a resize to 5 was asked for 12 s ago and is not finished",
  ],
  [
    reason("DATA_INCOMPLETE", {
      metric: "cpu",
      freshness: "partial",
      coveragePercent: 66.666,
      neededPercent: 90,
    }),
    "but CPU data is partial (66.7 % of running instances, 90 % needed to shrink)",
  ],
  [
    reason("DATA_INCOMPLETE", {
      metric: "cpu",
      freshness: "missing",
      coveragePercent: 0,
      neededPercent: 0,
    }),
    "but CPU data is missing, and without it the pool may not shrink",
  ],
  [
    reason("COOLDOWN", { after: "scale-out", ageSeconds: 40, cooldownSeconds: 300 }),
    "but the last scale-out was 40 s ago and the cooldown is 300 s",
  ],
  [
    reason("STABILIZING", { windowSeconds: 600, agreedSize: 5 }),
    "but the last 600 s agree only on 5",
  ],
  [
    reason("WOULD_CROSS_OUT", { metric: "cpu", projected: 96, threshold: 80, size: 2 }),
    "but at 2 CPU would be 96 %, above 80 %",
  ],
];

describe("explain()", () => {
  const held = { kind: "hold" as const, currentSize: 4, targetSize: 4 };
  it.each(sentences)("says %j", (given, words) => {
    expect(explainReasons([given])).toBe(words);
  });

  it("has a sentence here for every reason", () => {
    expect([...new Set(sentences.map(([{ code }]) => code))].toSorted()).toEqual(
      reasonCodes.toSorted(),
    );
  });

  it.each<[Reason, string]>([
    [
      reason("ABOVE_THRESHOLD", { metric: "cpu", value: 80.04, threshold: 80 }),
      "CPU 80.04 % is above 80 %",
    ],
    [
      reason("BELOW_THRESHOLD", { metric: "queue", value: 9.9996, threshold: 10 }),
      "queue 9.9996 is below 10",
    ],
    [
      reason("WITHIN_THRESHOLDS", { metric: "cpu", value: 79.98, inBelow: 40, outAbove: 80 }),
      "CPU 79.98 % is between 40 % and 80 %",
    ],
    [
      reason("WITHIN_THRESHOLDS", { metric: "cpu", value: 80, inBelow: 40, outAbove: 80 }),
      "CPU 80 % is between 40 % and 80 %",
    ],
    [
      reason("WEIGHED_OUT", { metric: "cpu", value: 70.01, threshold: 70, weight: 1 }),
      "CPU 70.01 % votes for out at 70 % with weight 1",
    ],
    [
      reason("CHANGED_OUT", { metric: "rate", changePercent: 50.002, threshold: 50, weight: 1 }),
      "rate changed by 50.002 %, above 50 %, and votes for out with weight 1",
    ],
    [
      reason("WEIGHTED_SCORE", { outScore: 0.502, inScore: 0, neededScore: 0.5 }),
      "the scores are 0.502 for out and 0.000 for in, where more than 0.5 acts",
    ],
    [
      reason("WEIGHTED_SCORE", { outScore: 0.5000000000000001, inScore: 0, neededScore: 0.5 }),
      "the scores are 0.50 for out and 0.00 for in, where more than 0.5 acts",
    ],
    [
      reason("OUTLIER_HIGH", { metric: "cpu", value: 60.01, highest: 60, points: 2 }),
      "CPU 60.01 % is far above its last 5 minutes (60 % at most)",
    ],
    [
      reason("DATA_INCOMPLETE", {
        metric: "cpu",
        freshness: "partial",
        coveragePercent: 89.98,
        neededPercent: 90,
      }),
      "but CPU data is partial (89.98 % of running instances, 90 % needed to shrink)",
    ],
    [
      reason("ABOVE_THRESHOLD", { metric: "cpu", value: 60.0000000001, threshold: 60 }),
      "CPU 60.0000000001 % is above 60 %",
    ],
    [
      reason("ABOVE_THRESHOLD", { metric: "rate", value: 2e-12, threshold: 1e-12 }),
      "rate 2e-12 is above 1e-12",
    ],
    [
      reason("ABOVE_TARGET", { metric: "rate", value: 0.04, share: 0.01, target: 0.009, size: 5 }),
      "rate 0.04, which is 0.01 for each, is above its target of 0.009, which takes 5",
    ],
    [
      reason("WOULD_CROSS_OUT", { metric: "cpu", projected: 80.01, threshold: 80, size: 2 }),
      "but at 2 CPU would be 80.01 %, above 80 %",
    ],
  ])("shows as many digits as tell two values apart: %j", (given, words) => {
    expect(explainReasons([given])).toBe(words);
  });

  it("turns a sentence once", () => {
    const reasons = [
      reason("BELOW_TARGET", { metric: "cpu", value: 9, share: 9, target: 60, size: 1 }),
      reason("CLIPPED_TO_MIN", { wantedSize: 1, minSize: 2 }),
      reason("STABILIZING", { windowSeconds: 600, agreedSize: 3 }),
    ];
    expect(explain({ ...held, reasons })).toBe(
      "Held at 4: CPU 9 % is below its target of 60 %, which takes 1, but the minimum is 2, and the last 600 s agree only on 3.",
    );
  });

  const above = reason("ABOVE_THRESHOLD", { ...cpu, threshold: 80 });
  const out = { kind: "resize" as const, currentSize: 4, targetSize: 5, reasons: [above] };

  it("makes one sentence of a decision and its limits", () => {
    const cooldown = reason("COOLDOWN", {
      after: "scale-out",
      ageSeconds: 40,
      cooldownSeconds: 300,
    });
    expect(explain({ ...held, reasons: [above, cooldown] })).toBe(
      "Held at 4: CPU 91 % is above 80 %, but the last scale-out was 40 s ago and the cooldown is 300 s.",
    );
    const ram = reason("ABOVE_THRESHOLD", { metric: "ram", value: 85, threshold: 80 });
    expect(explain({ ...out, reasons: [above, ram] })).toBe(
      "Scaling out from 4 to 5: CPU 91 % is above 80 % and RAM 85 % is above 80 %.",
    );
  });

  it.each([
    [null, "Scaling out from 4 to 5: "],
    ["applied", "Scaled out from 4 to 5: "],
    ["noop", "Was already scaled out from 4 to 5: "],
    ["refused", "OCI refused to scale out from 4 to 5: "],
    ["failed", "Failed to scale out from 4 to 5: "],
  ] as const)("says what came of it: %s", (outcome, words) => {
    expect(explain(out, outcome)).toBe(`${words}CPU 91 % is above 80 %.`);
    expect(explain({ ...out, targetSize: 3 }, outcome)).toContain("in from 4 to 3");
  });
});
