import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { asFields, asList, InvalidField } from "./checked-fields.ts";
import type { CloudState } from "./cloud-state.ts";

/** Null when there is no such file yet; throws InvalidField when it is not a region's state. */
export function readStateFile(file: string): CloudState | null {
  if (!existsSync(file)) return null;
  const field = `state file ${file}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new InvalidField(field, `cannot be read: ${(cause as Error).message}`);
  }
  const fields = asFields(parsed, field);
  if (fields.version !== 1) throw new InvalidField(field, "is not of version 1");
  for (const list of ["pools", "work_requests", "updates", "answers"]) {
    asList(fields[list], `${field}: ${list}`);
  }
  return parsed as CloudState;
}

/** Replaces the file in one step, so that a crash leaves the old state or the new, never a part. */
export function writeStateFile(file: string, state: CloudState): void {
  const next = `${file}.tmp`;
  writeFileSync(next, JSON.stringify(state));
  renameSync(next, file);
}
