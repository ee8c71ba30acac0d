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

export const text = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cs}\p{Cc}]*$/u, "must hold printable characters only");

export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time "HH:MM" between "00:00" and "23:59"');

export const timezone = z
  .string()
  .refine(isTimeZone, 'expected an IANA time zone, for example "Europe/London"');

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
        .strictObject({ min: value, max: value })
        .refine(({ min, max }) => min <= max, "min must not be above max"),
    ],
    expected,
  );
