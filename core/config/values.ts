import { z } from "zod";
import { isTimeZone } from "./time-zone.ts";

/** The values that keys of a node's YAML take. */
export const percentage = z.number().min(0).max(100);
export const instances = z.int().min(0).max(10_000);
export const wholeSeconds = (min: number, max: number) => z.int().min(min).max(max);

export const ocid = (kind: string) =>
  z
    .string()
    .max(255)
    .regex(
      new RegExp(`^ocid1\\.${kind}\\.[\\w.-]+$`),
      `expected an OCID that starts with "ocid1.${kind}."`,
    );

/**
 * The space around a text is taken off after the check: JSON Schema has no word for that, and
 * would refuse a text that counts its characters without it.
 */
export const text = z
  .string()
  .regex(
    /^\s*[^\s\p{Cs}\p{Cc}]([^\p{Cs}\p{Cc}]{0,98}[^\s\p{Cs}\p{Cc}])?\s*$/u,
    "expected 1 to 100 printable characters",
  )
  .trim();

export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time "HH:MM" between "00:00" and "23:59"');

export const timezone = z
  .string()
  .refine(isTimeZone, 'expected an IANA time zone, for example "Europe/London"')
  .meta({ description: "IANA time zone of schedules; the pool's, else the node's, else UTC." });

/** A metric's name where it is read: `cpu`, `ram`, or a named one. */
export const metricName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'expected a name of small letters, digits and "_"');

/** One number, or a band; the numbers are in the metric's own unit. */
export const thresholdOf = (value: z.ZodNumber, expected: string) =>
  z.union(
    [
      value.gt(0),
      z
        .strictObject({
          min: value.meta({ description: "In below it, when every other metric agrees." }),
          max: value.meta({ description: "Out above it." }),
        })
        .refine(({ min, max }) => min <= max, "min must not be above max"),
    ],
    expected,
  );
