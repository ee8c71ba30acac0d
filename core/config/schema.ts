import { z } from "zod";
import { expected, expectedUrl } from "./expected.ts";
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

const mode = z
  .enum(["active", "observe", "paused"])
  .meta({ description: "active acts, observe decides and does not act, paused holds." });

const percentThreshold = thresholdOf("a percentage", 100).meta({
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
  cooldown_seconds: wholeSeconds(0, 86_400)
    .optional()
    .meta({ description: "Rest after an action; 300 for out and 900 for in by default." }),
  stabilization_seconds: wholeSeconds(0, 3600)
    .optional()
    .meta({ description: "How long a recommendation has to hold; 0 by default." }),
});

const limits = z
  .strictObject({
    min: instances.meta({ description: "The fewest instances it is given." }),
    max: instances.min(1).meta({ description: "The most instances it is given." }),
  })
  .refine(({ min, max }) => min <= max, "min must not be above max")
  .meta({ description: "The sizes the pool may be given; they win over all else." });

const metric = z.strictObject({
  name: metricName
    .refine((name) => name !== "cpu" && name !== "ram", {
      message: "cpu and ram are built in; choose another name",
    })
    .meta({ description: "What policies call it." }),
  query: z
    .string()
    .min(1)
    .max(2000)
    .meta({ description: "MQL or PromQL; $pool_id stands for the pool's OCID." }),
  namespace: text.optional().meta({ description: "OCI's; oci_computeagent by default." }),
  threshold: thresholdOf("a number")
    .optional()
    .meta({ description: "As cpu_threshold, in the metric's own unit." }),
  target: z
    .number()
    .gt(0)
    .optional()
    .meta({ description: "The value that the policy target holds it at." }),
  weight: z
    .number()
    .gt(0)
    .max(1000)
    .optional()
    .meta({ description: "What it weighs in the policy weighted; 1 by default." }),
});

const alert = z.strictObject({
  webhook_url: z
    .url({ protocol: /^https?$/, ...expectedUrl("https://hooks.example.com/tidepool") })
    .meta({ description: "Where to send it." }),
  on: z
    .array(z.enum(["resize", "failure", "offline", "shortage"]))
    .min(1)
    .optional()
    .meta({ description: "What to send; everything by default." }),
});
const alerts = z
  .array(alert)
  .max(20)
  .meta({ description: "Kept and checked; nothing acts on them in this version." });

const drain = z
  .strictObject({
    timeout_seconds: wholeSeconds(0, 3600).meta({ description: "How long an instance may take." }),
  })
  .meta({ description: "Kept and checked; nothing acts on it in this version." });

const pool = z.strictObject({
  instance_pool_id: ocid("instancepool").meta({ description: "The pool's OCID." }),
  name: text.meta({ description: "What people call the pool." }),
  region: z
    .string()
    .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, expected('a region, for example "us-ashburn-1"'))
    .meta({ description: "The pool's OCI region, which is the node's." }),
  compartment_id: ocid("compartment", "tenancy").meta({
    description: "The OCID of the pool's compartment, or of the tenancy.",
  }),
  monitoring_method: z
    .enum(["oci", "prometheus"])
    .optional()
    .meta({ description: "Where metrics are read; oci by default." }),
  prometheus_url: z
    .url({ protocol: /^https?$/, ...expectedUrl("http://prometheus:9090") })
    .optional()
    .meta({ description: "With prometheus only, which needs it." }),
  cpu_threshold: percentThreshold.optional(),
  ram_threshold: percentThreshold.optional(),
  scaling_limits: limits,
  schedules: z
    .array(scheduleSchema)
    .max(100)
    .optional()
    .meta({ description: "Windows that fix or bound the size." }),
  mode: mode.optional(),
  timezone: timezone.optional(),
  evaluation_interval_seconds: wholeSeconds(5, 3600)
    .optional()
    .meta({ description: "How often the pool is looked at; 60 by default." }),
  scale_out: direction.optional().meta({ description: "How the pool grows." }),
  scale_in: direction.optional().meta({ description: "How the pool shrinks." }),
  tolerance_percent: percentage
    .optional()
    .meta({ description: "How far from its target a metric may be; 10 by default." }),
  metrics: z
    .array(metric)
    .max(20)
    .optional()
    .meta({ description: "Metrics beside CPU and RAM, each with its query." }),
  policy: policySchema
    .optional()
    .meta({ description: "How metrics become a size; threshold by default." }),
  coverage_percent_min: percentage.optional().meta({
    description: "Percent of instances with fresh data before a scale-in; 90 by default.",
  }),
  drain: drain.optional(),
  alerts: alerts.optional(),
});

/** One agent looks after so many pools at most. */
export const mostPools = 200;

/** The form of a node's YAML document. What one key must know of another, crossIssues() says. */
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
  pools: z.array(pool).max(mostPools).meta({ description: "The instance pools of this node." }),
});

export type ConfigDocument = z.infer<typeof configSchema>;
export type PoolDocument = ConfigDocument["pools"][number];
