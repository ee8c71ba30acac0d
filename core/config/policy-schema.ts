import { z } from "zod";
import { expected } from "./expected.ts";
import { metricName, text, wholeSeconds } from "./values.ts";

/** The policies a pool may have. */
export const kinds = ["threshold", "target", "weighted", "sustained_outlier"] as const;
const ofKind = { description: "How metrics become a size." };
const kindNames = kinds.map((kind) => `"${kind}"`).join(", ");

/** A metric of a weighted policy. */
const weightedMetric = z.strictObject({
  name: metricName.meta({ description: "cpu, ram, or the name of one of the pool's metrics." }),
  type: text.optional().meta({ description: '"cpu" and "memory" read the built-in metrics.' }),
  source: text.optional().meta({ description: "For the reader only." }),
  aggregation: z
    .enum(["avg", "max"])
    .optional()
    .meta({ description: "Over the pool's instances; avg by default." }),
  window_seconds: wholeSeconds(0, 3600)
    .optional()
    .meta({ description: "How far back percentage_change looks; 300 by default." }),
  weight: z
    .number()
    .gt(0)
    .max(1000)
    .meta({ description: "Its share of the score, beside the other weights." }),
});

const weightedThreshold = z
  .strictObject({
    metric: metricName.meta({ description: "The name of one of the policy's metrics." }),
    scaleUp: z.number().meta({ description: "Beyond it the metric votes for out." }),
    scaleDown: z.number().meta({ description: "Beyond it the metric votes for in." }),
    comparison: z
      .enum(["greater_than", "less_than", "percentage_change"])
      .optional()
      .meta({ description: "How scaleUp is compared; greater_than by default." }),
  })
  .refine(
    (t) => (t.comparison === "less_than" ? t.scaleDown >= t.scaleUp : t.scaleDown <= t.scaleUp),
    "scaleDown must not be above scaleUp (with less_than: not below it)",
  );

/** How a pool's metrics become a size; one word where the pool's own keys say the rest. */
export const policySchema = z.union(
  [
    z.enum(kinds),
    z.discriminatedUnion(
      "kind",
      [
        z.strictObject({ kind: z.enum(["threshold", "sustained_outlier"]).meta(ofKind) }),
        z.strictObject({
          kind: z.literal("target").meta(ofKind),
          targets: z
            .record(metricName, z.number().gt(0))
            .optional()
            .meta({ description: "Metric and the value to hold it at, in the metric's unit." }),
        }),
        z
          .strictObject({
            kind: z.literal("weighted").meta(ofKind),
            metrics: z
              .array(weightedMetric)
              .min(1)
              .max(20)
              .optional()
              .meta({ description: "What is weighed; the pool's thresholds by default." }),
            thresholds: z
              .array(weightedThreshold)
              .min(1)
              .max(20)
              .optional()
              .meta({ description: "One for each of the metrics." }),
          })
          .refine((p) => (p.metrics === undefined) === (p.thresholds === undefined), {
            message: "metrics and thresholds of a weighted policy go together",
          }),
      ],
      `expected ${kindNames}`,
    ),
  ],
  expected(`${kindNames}, or a map with kind and its keys`),
);
