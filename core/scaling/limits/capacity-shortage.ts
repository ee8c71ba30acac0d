import type { PoolMemory, Shortage } from "../policy.ts";
import { reason } from "../reason.ts";
import type { Limit } from "./limit.ts";

const firstWaitSeconds = 300;
const longestWaitSeconds = 3600;

/** Where OCI could not give more, no more is asked for until the wait is over. */
export const capacityShortage: Limit = (wantedSize, { memory, pool, atMs }) => {
  const { shortage } = memory;
  if (!shortage || wantedSize <= pool.size || atMs >= shortage.retryAtMs) return null;
  const size = Math.max(pool.size, Math.min(wantedSize, shortage.availableSize));
  if (size === wantedSize) return null;
  const { availableSize, attempts } = shortage;
  // A clock that was set back must not lengthen the wait.
  const retryInSeconds = Math.min((shortage.retryAtMs - atMs) / 1000, longestWaitSeconds);
  const facts = { wantedSize, availableSize, attempts, retryInSeconds };
  return { size, reason: reason("CAPACITY_SHORTAGE", facts) };
};

/**
 * The memory after OCI fell short: it could give `availableSize`, and is asked for more after
 * 5 minutes, then 10, 20, 40, and every hour. Told again during a wait it changes nothing.
 */
export function afterShortage(memory: PoolMemory, availableSize: number, atMs: number): PoolMemory {
  const known = memory.shortage;
  if (known && atMs < known.retryAtMs) return memory;
  const attempts = (known?.attempts ?? 0) + 1;
  const waitSeconds = Math.min(firstWaitSeconds * 2 ** (attempts - 1), longestWaitSeconds);
  return {
    ...memory,
    shortage: { availableSize, attempts, retryAtMs: atMs + waitSeconds * 1000 },
  };
}

/** What is left of a shortage once more instances run than OCI could give then: nothing. */
export function remainingShortage(
  shortage: Shortage | null,
  runningInstances: number,
): Shortage | null {
  return shortage && runningInstances <= shortage.availableSize ? shortage : null;
}
