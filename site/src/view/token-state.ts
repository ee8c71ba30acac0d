import type { Standing } from "./standing.ts";

interface Known {
  expiresAtMs: number;
  revokedAtMs: number | null;
  /** Of enrolment tokens. */
  uses?: number;
  maxUses?: number;
}

/** Whether a token still opens anything, and why not. */
export function tokenState(token: Known, nowMs: number): Pick<Standing, "tone" | "word"> {
  const { expiresAtMs, revokedAtMs, uses = 0, maxUses = Number.POSITIVE_INFINITY } = token;
  if (revokedAtMs !== null) return { tone: "inactive", word: "Revoked" };
  if (uses >= maxUses) return { tone: "inactive", word: "Used up" };
  if (expiresAtMs <= nowMs) return { tone: "inactive", word: "Expired" };
  return { tone: "good", word: "Valid" };
}
