import { z } from "zod";
import { expected, expectedNumber } from "./expected.ts";
import { hiddenCharacters } from "./hidden-characters.ts";
import { isTimeZone } from "./time-zone.ts";

/** The values that keys of a node's YAML take. */
export const percentage = z.number(expectedNumber("a percentage")).min(0).max(100);
export const instances = z.int().min(0).max(10_000);
export const wholeSeconds = (min: number, max: number) =>
  z.int(expectedNumber("a whole number of seconds, for example 300")).min(min).max(max);

export const ocid = (...kinds: string[]) =>
  z
    .string()
    .max(255)
    .regex(
      new RegExp(`^ocid1\\.(?:${kinds.join("|")})\\.[\\w.-]+$`),
      expected(`an OCID that starts with ${kinds.map((kind) => `"ocid1.${kind}."`).join(" or ")}`),
    );

/**
 * The space around a text is taken off after the check: JSON Schema has no word for that, and
 * would refuse a text that counts its characters without it.
 */
export const text = z
  .string()
  .regex(
    new RegExp(
      `^\\s*[^\\s${hiddenCharacters}]([^${hiddenCharacters}]{0,98}[^\\s${hiddenCharacters}])?\\s*$`,
      "u",
    ),
    expected("1 to 100 printable characters, none of them invisible"),
  )
  .trim();

export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, expected('a time "HH:MM" between "00:00" and "23:59"'));

export const timezone = z
  .string()
  .refine(isTimeZone, expected('an IANA time zone, for example "Europe/London"'))
  .meta({ description: "IANA time zone of schedules; the pool's, else the node's, else UTC." });

/** A metric's name where it is read: `cpu`, `ram`, or a named one. */
export const metricName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,62}$/,
    expected('a name of small letters, digits and "_" that begins with a letter'),
  );

/**
 * One number above 0, or a band; both in the metric's own unit, to the highest that it can have,
 * where there is one. `what` names such a number.
 */
export const thresholdOf = (what: string, highest?: number) => {
  const value = (number: z.ZodNumber) => (highest === undefined ? number : number.max(highest));
  const bound = value(z.number().min(0));
  return z.union(
    [
      value(z.number().gt(0)),
      z
        .strictObject({
          min: bound.meta({ description: "In below it, when every other metric agrees." }),
          max: bound.meta({ description: "Out above it." }),
        })
        .refine(({ min, max }) => min <= max, "min must not be above max"),
    ],
    expectedNumber(`${what} above 0, or {min, max} with min not above max`),
  );
};
