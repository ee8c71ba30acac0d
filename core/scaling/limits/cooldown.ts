import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

/**
 * Rest after an action. A scale-out waits for the cooldown of the last scale-out only, so that a
 * scale-in never delays help; a scale-in waits for both.
 */
export const cooldown: Limit = (wantedSize, { memory, policy, pool, atMs }) => {
  const rests = [
    {
      after: "scale-out" as const,
      sinceMs: memory.lastScaleOutAtMs,
      cooldownSeconds: policy.scaleOut.cooldownSeconds,
    },
    {
      after: "scale-in" as const,
      sinceMs: wantedSize < pool.size ? memory.lastScaleInAtMs : null,
      cooldownSeconds: policy.scaleIn.cooldownSeconds,
    },
  ];
  for (const { after, sinceMs, cooldownSeconds } of rests) {
    if (sinceMs === null) continue;
    const ageSeconds = (atMs - sinceMs) / 1000;
    if (ageSeconds >= cooldownSeconds) continue;
    return { size: pool.size, reason: reason("COOLDOWN", { after, ageSeconds, cooldownSeconds }) };
  }
  return null;
};
