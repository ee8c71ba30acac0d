import { hash, randomBytes } from "node:crypto";

/** A new secret of 256 bits; the prefix says what it is for when it turns up somewhere. */
export function newSecret(prefix: "ask" | "enrol" | "api" | "link" | "session"): string {
  return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

/** The only form in which secrets are stored; also the hash of a config. */
export function sha256Hex(text: string): string {
  return hash("sha256", text);
}
