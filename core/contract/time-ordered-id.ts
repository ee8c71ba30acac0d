/**
 * A UUID of version 7 (RFC 9562): ids sort by the time they were made.
 * @param atMs epoch milliseconds
 * @param random at least 10 bytes from a cryptographic source
 */
export function timeOrderedId(atMs: number, random: Uint8Array): string {
  const time = Math.max(0, Math.floor(atMs)).toString(16).padStart(12, "0").slice(-12);
  const tail = [...random.subarray(0, 10)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const variant = ((Number.parseInt(tail.charAt(4), 16) & 0x3) | 0x8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${tail.slice(1, 4)}`,
    `${variant}${tail.slice(5, 8)}`,
    tail.slice(8, 20),
  ].join("-");
}
