import type { PoolMemory, Shortage } from "../policy.ts";
import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

const firstWaitSeconds = 300;
const longestWaitSeconds = 3600;

/** How long no more is asked for after so many requests in a row fell short. */
export function waitSecondsAfter(attempts: number): number {
  return Math.min(firstWaitSeconds * 2 ** (attempts - 1), longestWaitSeconds);
}

/** Where OCI could not give more, no more is asked for until the wait is over. */
export const capacityShortage: Limit = (wantedSize, { memory, pool, atMs }) => {
  const { shortage } = memory;
  if (!shortage || wantedSize <= pool.size || atMs >= shortage.retryAtMs) return null;
  const size = Math.max(pool.size, Math.min(wantedSize, shortage.availableSize));
  if (size === wantedSize) return null;
  const { availableSize, attempts } = shortage;
  const retryInSeconds = (shortage.retryAtMs - atMs) / 1000;
  const facts = { wantedSize, availableSize, attempts, retryInSeconds };
  return { size, reason: reason("CAPACITY_SHORTAGE", facts) };
};

/** What OCI could give, and when it was asked; null for a request that was not this agent's. */
export interface FellShort {
  availableSize: number;
  askedAtMs: number | null;
}

/**
 * The memory after OCI fell short: it is asked for more after 5 minutes, then 10, 20, 40, and
 * every hour. Each request counts once, however often and however long it is told of.
 */
export function afterShortage(
  memory: PoolMemory,
  { availableSize, askedAtMs }: FellShort,
  atMs: number,
): PoolMemory {
  const known = memory.shortage;
  const isNew = (askedAtMs ?? 0) > (known?.askedAtMs ?? 0);
  if (known && !isNew) return memory;
  const attempts = (known?.attempts ?? 0) + 1;
  const retryAtMs = atMs + waitSecondsAfter(attempts) * 1000;
  return { ...memory, shortage: { availableSize, attempts, askedAtMs, retryAtMs } };
}

/**
 * What is left of a shortage: nothing once more instances run than OCI could give then, nor when
 * the longest wait has passed since it might be asked again and no other request fell short.
 */
export function remainingShortage(
  shortage: Shortage | null,
  runningInstances: number,
  atMs: number,
): Shortage | null {
  if (!shortage || runningInstances > shortage.availableSize) return null;
  return atMs < shortage.retryAtMs + longestWaitSeconds * 1000 ? shortage : null;
}
