import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { ApiKey } from "./scenario.ts";

export interface SignedRequest {
  method: string;
  /** Path and query exactly as sent. */
  target: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export type KeyRing = ReadonlyMap<string, KeyObject>;

/** OCI refuses a request whose clock is further away than this. */
const MAX_SKEW_MS = 5 * 60_000;
const BODY_HEADERS = ["content-length", "content-type", "x-content-sha256"];

export function keyRing(keys: readonly ApiKey[]): KeyRing {
  return new Map(keys.map((key) => [key.key_id, createPublicKey(key.public_key_pem)]));
}

/**
 * Checks a request by OCI's signature version 1 (draft-cavage-http-signatures-08 with RSA-SHA256;
 * docs.oracle.com/iaas/Content/API/Concepts/signingrequests.htm). Returns what is wrong, or null.
 */
export function signatureProblem(
  request: SignedRequest,
  keys: KeyRing,
  nowMs: number,
): string | null {
  const fields = parseAuthorization(request.headers.authorization);
  if (fields === null) return "no Authorization header of the Signature scheme";
  if (fields.get("version") !== "1") return "signature version is not 1";
  if (fields.get("algorithm") !== "rsa-sha256") return "algorithm is not rsa-sha256";
  const key = keys.get(fields.get("keyId") ?? "");
  if (key === undefined) return "keyId is not known";
  const signed = (fields.get("headers") ?? "").toLowerCase().split(" ");
  return (
    missingHeader(request, signed) ??
    skewProblem(request, signed, nowMs) ??
    bodyProblem(request) ??
    (verifies(request, signed, { key, signature: fields.get("signature") ?? "" })
      ? null
      : "signature does not match the request")
  );
}

function parseAuthorization(header: string | undefined): Map<string, string> | null {
  if (header === undefined || !/^Signature\s/i.test(header)) return null;
  const fields = [...header.matchAll(/(\w+)="([^"]*)"/g)];
  return new Map(fields.map(([, name = "", value = ""]) => [name, value]));
}

function hasBodyHeaders(method: string): boolean {
  return method === "POST" || method === "PUT" || method === "PATCH";
}

function missingHeader({ method, headers }: SignedRequest, signed: string[]): string | null {
  const required = ["(request-target)", "host", ...(hasBodyHeaders(method) ? BODY_HEADERS : [])];
  const unsigned = required.find((name) => !signed.includes(name));
  if (unsigned !== undefined) return `${unsigned} is not signed`;
  if (!signed.includes("date") && !signed.includes("x-date")) return "no date is signed";
  const absent = signed.find((name) => name !== "(request-target)" && headers[name] === undefined);
  return absent === undefined ? null : `signed header ${absent} was not sent`;
}

function skewProblem(request: SignedRequest, signed: string[], nowMs: number): string | null {
  const name = signed.includes("x-date") ? "x-date" : "date";
  const sentAtMs = Date.parse(String(request.headers[name]));
  const near = Math.abs(sentAtMs - nowMs) <= MAX_SKEW_MS;
  return near ? null : "date is more than 5 minutes away from the region's clock";
}

function bodyProblem({ method, headers, body }: SignedRequest): string | null {
  if (!hasBodyHeaders(method)) return null;
  if (Number(headers["content-length"]) !== body.length) return "content-length is not the body's";
  const hash = createHash("sha256").update(body).digest("base64");
  return headers["x-content-sha256"] === hash ? null : "x-content-sha256 is not the body's";
}

function verifies(
  { method, target, headers }: SignedRequest,
  signed: string[],
  proof: { key: KeyObject; signature: string },
): boolean {
  const lines = signed.map((name) =>
    name === "(request-target)"
      ? `${name}: ${method.toLowerCase()} ${target}`
      : `${name}: ${String(headers[name])}`,
  );
  const signature = Buffer.from(proof.signature, "base64");
  return verify("RSA-SHA256", Buffer.from(lines.join("\n")), proof.key, signature);
}
