import { z } from "zod";
import { isTimeZone } from "./time-zone.ts";

/** The form of a node's YAML document: the seeds' keys, and Tidepool's own, all optional. */
const percentage = z.number().min(0).max(100);
const instances = z.int().min(0).max(10_000);
const wholeSeconds = (min: number, max: number) => z.int().min(min).max(max);
const ocid = (kind: string) =>
  z
    .string()
    .max(255)
    .regex(
      new RegExp(`^ocid1\\.${kind}\\.[\\w.-]+$`),
      `expected an OCID that starts with "ocid1.${kind}."`,
    );
const text = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cs}\p{Cc}]*$/u, "must hold printable characters only");
const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time "HH:MM" between "00:00" and "23:59"');
const timezone = z
  .string()
  .refine(isTimeZone, 'expected an IANA time zone, for example "Europe/London"');

const threshold = z.union(
  [
    percentage.gt(0),
    z
      .strictObject({ min: percentage, max: percentage })
      .refine(({ min, max }) => min < max, "min must be below max"),
  ],
  "expected a percentage above 0, or {min, max} with min below max",
);

const direction = z.strictObject({
  step: z.int().min(1).max(1000).optional(),
  cooldown_seconds: wholeSeconds(0, 86_400).optional(),
  stabilization_seconds: wholeSeconds(0, 3600).optional(),
});

const limits = z
  .strictObject({ min: instances, max: instances.min(1) })
  .refine(({ min, max }) => min <= max, "min must not be above max");

export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const schedule = z
  .strictObject({
    name: text,
    start_time: timeOfDay,
    end_time: timeOfDay,
    days: z.array(z.enum(days)).min(1).optional(),
    timezone: timezone.optional(),
    target_instances: instances.optional(),
    min_instances: instances.optional(),
    max_instances: instances.optional(),
  })
  .refine(
    (s) => [s.target_instances, s.min_instances, s.max_instances].some((n) => n !== undefined),
    "a schedule needs target_instances, min_instances or max_instances",
  )
  .refine(
    (s) => s.target_instances === undefined || (s.min_instances ?? s.max_instances) === undefined,
    "target_instances fixes the size; it can not stand beside min_instances or max_instances",
  )
  .refine(
    (s) => (s.min_instances ?? 0) <= (s.max_instances ?? Number.POSITIVE_INFINITY),
    "min_instances must not be above max_instances",
  );

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
    cpu_threshold: threshold,
    ram_threshold: threshold.optional(),
    scaling_limits: limits,
    schedules: z.array(schedule).max(100).optional(),
    mode: z.enum(["active", "observe", "paused"]).optional(),
    timezone: timezone.optional(),
    evaluation_interval_seconds: wholeSeconds(5, 3600).optional(),
    scale_out: direction.optional(),
    scale_in: direction.optional(),
    coverage_percent_min: percentage.optional(),
  })
  .refine((p) => (p.monitoring_method === "prometheus") === (p.prometheus_url !== undefined), {
    path: ["monitoring_method"],
    message: 'prometheus_url and monitoring_method "prometheus" go together',
  });

export const configSchema = z.strictObject({
  mode: z.enum(["active", "observe", "paused"]).optional(),
  timezone: timezone.optional(),
  pools: z.array(pool).max(200),
});

export type ConfigDocument = z.infer<typeof configSchema>;
export type PoolDocument = ConfigDocument["pools"][number];
