import { z } from "zod";
import { mostIssues } from "./config-issue.ts";
import { expected, expectedNumber } from "./expected.ts";
import { visible } from "./hidden-characters.ts";
import type { Finding } from "./locate.ts";
import { unknownKeyWording } from "./nearest-key.ts";

/** The wording of every fault that its schema has no words for; of unknown keys a line for each. */
export function shapeWording(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "unrecognized_keys") return unknownKeysWording(issue);
  if (issue.code === "invalid_key") return issue.issues[0]?.message;
  if (issue.input === undefined) return "this key is required";
  if (issue.code === "too_big" || issue.code === "too_small") return boundWording(issue);
  if (issue.code === "invalid_value") {
    const values = issue.values.join(", ");
    return expected(issue.values.length > 1 ? `one of ${values}` : values).error(issue);
  }
  if (issue.code !== "invalid_type") return undefined;
  const type = typeNames[issue.expected] ?? issue.expected;
  return type.includes("number") ? expectedNumber(type).error(issue) : expected(type).error(issue);
}

/** What a fault of the document's form says, and where; several for unknown keys and several forms. */
export function shapeFindings(issue: z.core.$ZodIssue): Finding[] {
  const meant = meantBranch(issue);
  if (meant) return meant.flatMap(shapeFindings);
  const { path, message } = issue;
  if (issue.code !== "unrecognized_keys") return [{ path, message }];
  const messages = message.split("\n");
  return issue.keys.map((key, index) => ({
    path: [...path, key],
    message: messages[index] ?? "unknown key",
    part: "key",
  }));
}

function unknownKeysWording({
  keys,
  inst,
  input,
}: z.core.$ZodRawIssue<z.core.$ZodIssueUnrecognizedKeys>) {
  const known = inst instanceof z.ZodObject ? Object.keys(inst.shape) : [];
  const given = Object.keys(input ?? {});
  return keys
    .slice(0, mostIssues)
    .map((key) => unknownKeyWording(visible(JSON.stringify(key).slice(1, -1)), { known, given }))
    .join("\n");
}

function boundWording(
  issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall>,
): string {
  const unit = { string: " characters", array: " entries" }[issue.origin as string];
  if (issue.code === "too_small" && issue.minimum === 1 && unit) return "must not be empty";
  const bound =
    issue.code === "too_big"
      ? `at most ${issue.maximum}`
      : `${issue.inclusive ? "at least" : "above"} ${issue.minimum}`;
  return unit ? `must have ${bound}${unit}` : `must be ${bound}`;
}

const typeNames: Partial<Record<string, string>> = {
  object: "keys with values",
  record: "keys with values",
  array: "a list",
  int: "a whole number",
  number: "a number",
  string: "a text (quotes make a number one)",
};

/**
 * Of a value that may have several forms, the faults of the one form that fits it but for these;
 * null where none or several do, and the message for all must serve.
 */
function meantBranch(issue: z.core.$ZodIssue): z.core.$ZodIssue[] | null {
  if (issue.code !== "invalid_union") return null;
  const isOtherForm = ({ path, code }: z.core.$ZodIssue) =>
    path.length === 0 && code !== "unrecognized_keys" && code !== "invalid_union";
  const fitting = issue.errors.filter((faults) => !faults.some(isOtherForm));
  if (fitting.length !== 1) return null;
  return (fitting[0] ?? []).map((fault) => ({ ...fault, path: [...issue.path, ...fault.path] }));
}
