import { OciError } from "./oci-error.ts";

/** A missing body counts as `{}`: that is how the SDK sends an update without fields. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new OciError(400, "CannotParseRequest", "The request body is not valid JSON.");
  }
}
