import type { z } from "zod";
import { visible } from "./hidden-characters.ts";

/** What a schema is given to word its faults by; undefined leaves one to the general words. */
interface Wording {
  error: (issue: z.core.$ZodRawIssue) => string | undefined;
}

/** Says what a value should be, and what was found in its place. */
export function expected(what: string): Wording {
  return wording(({ input }) => `expected ${what}; ${found(input)}`);
}

/** As expected(), for a number: where it is in quotes, or has a sign, also how to write it. */
export function expectedNumber(what: string): Wording {
  return wording(({ input }) => {
    const number = typeof input === "string" && /^\s*(-?\d+(\.\d+)?)\s*%?\s*$/.exec(input)?.[1];
    const remedy = number ? `; write ${number}, without quotes and signs` : "";
    return `expected ${what}; ${found(input)}${remedy}`;
  });
}

/** Says what an address should be, but not what was found: it may hold a secret. */
export function expectedUrl(example: string): Wording {
  return wording(() => `expected a URL with http or https, for example ${example}`);
}

/** A text in quotes, cut where it is long, and with nothing in it that is not seen. */
export function quoted(text: string): string {
  return visible(JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text));
}

/** A missing key and what is out of its bounds are said in the same words everywhere. */
function wording(say: (issue: z.core.$ZodRawIssue) => string): Wording {
  return {
    error: (issue) => {
      const isAnotherFault = ["too_big", "too_small"].includes(issue.code ?? "");
      return issue.input === undefined || isAnotherFault ? undefined : say(issue);
    },
  };
}

function found(value: unknown): string {
  if (value === null) return "found nothing";
  if (Array.isArray(value)) return "found a list";
  if (typeof value === "object") return "found keys with values";
  return typeof value === "string" ? `found the text ${quoted(value)}` : `found ${String(value)}`;
}
