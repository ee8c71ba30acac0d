/** How long a session lasts without activity, and in any case. */
export interface SessionLifetime {
  idleSeconds: number;
  totalSeconds: number;
}

/** Whether a session has ended: for want of activity, or because it has lasted long enough. */
export function isSessionOver(
  { createdAtMs, expiresAtMs }: { createdAtMs: number; expiresAtMs: number },
  { totalSeconds }: Pick<SessionLifetime, "totalSeconds">,
  nowMs: number,
): boolean {
  return expiresAtMs <= nowMs || createdAtMs + totalSeconds * 1000 <= nowMs;
}
