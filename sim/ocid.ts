import { createHash } from "node:crypto";

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** An OCID that depends on its arguments alone, in OCI's form. */
export function ocid(type: string, region: string, seed: string): string {
  return `ocid1.${type}.oc1.${region}.${shortCode(`${type}/${region}/${seed}`, 60)}`;
}

/** `length` characters of lower-case base32 that depend on the seed alone. */
export function shortCode(seed: string, length: number): string {
  const bytes = createHash("sha512").update(seed).digest();
  return Array.from({ length }, (_, index) => BASE32[(bytes[index] ?? 0) % 32]).join("");
}
