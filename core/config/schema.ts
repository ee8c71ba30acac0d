import { z } from "zod";
import { policyIssues } from "./policy-issues.ts";
import { policySchema } from "./policy-schema.ts";
import { scheduleSchema } from "./schedule-schema.ts";
import {
  instances,
  metricName,
  ocid,
  percentage,
  text,
  thresholdOf,
  timezone,
  wholeSeconds,
} from "./values.ts";

/** The form of a node's YAML document: the seeds' keys, and Tidepool's own, all optional. */
const mode = z
  .enum(["active", "observe", "paused"])
  .meta({ description: "active acts, observe decides and does not act, paused holds." });

const percentThreshold = thresholdOf(
  percentage,
  "expected a percentage above 0, or {min, max} with min not above max",
).meta({
  description: "A number T: out above T, in below T/2; {min, max}: out above max, in below min.",
});

const direction = z.strictObject({
  step: z.int().min(1).max(1000).optional().meta({ description: "Instances at a time." }),
  step_percent: z
    .number()
    .gt(0)
    .max(1000)
    .optional()
    .meta({ description: "Percent of the present size at a time; the larger step counts." }),
  cooldown_seconds: wholeSeconds(0, 86_400).optional(),
  stabilization_seconds: wholeSeconds(0, 3600).optional(),
});

const limits = z
  .strictObject({ min: instances, max: instances.min(1) })
  .refine(({ min, max }) => min <= max, "min must not be above max");

const metric = z.strictObject({
  name: metricName.refine((name) => name !== "cpu" && name !== "ram", {
    message: "cpu and ram are built in; choose another name",
  }),
  query: z
    .string()
    .min(1)
    .max(2000)
    .meta({ description: "MQL or PromQL; $pool_id stands for the pool's OCID." }),
  namespace: text.optional().meta({ description: "OCI's; that of the compute agent by default." }),
  threshold: thresholdOf(
    z.number().min(0),
    "expected a number above 0, or {min, max} with min not above max",
  ).optional(),
  target: z.number().gt(0).optional(),
  weight: z.number().gt(0).max(1000).optional(),
});

const alert = z.strictObject({
  webhook_url: z.url({ protocol: /^https?$/ }),
  on: z
    .array(z.enum(["resize", "failure", "offline", "shortage"]))
    .min(1)
    .optional(),
});
const alerts = z.array(alert).max(20);

const pool = z
  .strictObject({
    instance_pool_id: ocid("instancepool"),
    name: text,
    region: z
      .string()
      .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'expected a region, for example "us-ashburn-1"'),
    compartment_id: ocid("(?:compartment|tenancy)"),
    monitoring_method: z.enum(["oci", "prometheus"]).optional(),
    prometheus_url: z.url({ protocol: /^https?$/ }).optional(),
    cpu_threshold: percentThreshold.optional(),
    ram_threshold: percentThreshold.optional(),
    scaling_limits: limits,
    schedules: z.array(scheduleSchema).max(100).optional(),
    mode: mode.optional(),
    timezone: timezone.optional(),
    evaluation_interval_seconds: wholeSeconds(5, 3600).optional(),
    scale_out: direction.optional(),
    scale_in: direction.optional(),
    tolerance_percent: percentage
      .optional()
      .meta({ description: "How far from its target a metric may be; 10 by default." }),
    metrics: z.array(metric).max(20).optional(),
    policy: policySchema.optional(),
    coverage_percent_min: percentage.optional(),
    drain: z.strictObject({ timeout_seconds: wholeSeconds(0, 3600) }).optional(),
    alerts: alerts.optional(),
  })
  .refine((p) => (p.monitoring_method === "prometheus") === (p.prometheus_url !== undefined), {
    path: ["monitoring_method"],
    message: 'prometheus_url and monitoring_method "prometheus" go together',
  })
  .check((context) => {
    for (const { path, message } of policyIssues(context.value)) {
      context.issues.push({ code: "custom", input: context.value, path, message, continue: true });
    }
  });

export const configSchema = z.strictObject({
  mode: mode.optional(),
  timezone: timezone.optional(),
  max_total_instances: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .meta({ description: "What all pools of the node may have together." }),
  alerts: alerts.optional(),
  pools: z.array(pool).max(200),
});

export type ConfigDocument = z.infer<typeof configSchema>;
export type PoolDocument = ConfigDocument["pools"][number];
