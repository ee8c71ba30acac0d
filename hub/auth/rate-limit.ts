/** A call came too soon; tried again after that time it is let in. */
export class TooMany extends Error {
  readonly retryAfterSeconds: number;

  constructor(what: string, retryAfterMs: number) {
    const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
    super(`Too many ${what}; try again in ${retryAfterSeconds} s.`);
    this.name = "TooMany";
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Calls could not be counted: the limiter failed, as with a full disk. */
export class LimiterFailed extends Error {
  constructor(cause: unknown) {
    super("The hub can not count calls, and takes none until it can; try again in a moment.", {
      cause,
    });
    this.name = "LimiterFailed";
  }
}

/** Counts a call under a key; ms to wait, 0 when it may go on. Throws LimiterFailed. */
export type Take = (key: string, perMinute: number) => Promise<number>;

/** The same, throwing LimiterFailed for whatever goes wrong. */
export function orFailed(take: Take): Take {
  return async (key, perMinute) => {
    try {
      return await take(key, perMinute);
    } catch (error) {
      console.error("The limiter failed:", error);
      throw new LimiterFailed(error);
    }
  };
}

const minuteMs = 60_000;

/**
 * Counts a call among those of the last minute. Gives the times to remember, or how long to wait
 * in ms where `perMinute` are in there already: in no minute whatsoever are there more.
 * @param times epoch ms, oldest first
 */
export function countCall(
  times: readonly number[],
  perMinute: number,
  nowMs: number,
): { kind: "counted"; times: number[] } | { kind: "refused"; waitMs: number } {
  // A clock that was set back must not lock anybody out for longer than a minute.
  const recent = times.filter((atMs) => atMs > nowMs - minuteMs && atMs <= nowMs);
  if (recent.length < perMinute) return { kind: "counted", times: [...recent, nowMs] };
  return { kind: "refused", waitMs: (recent.at(-perMinute) ?? nowMs) + minuteMs - nowMs };
}

/** After silence a node may send so many heartbeats at once: restarts, new configs, catching up. */
const heartbeatBurst = 20;

/**
 * Counts a node's heartbeat (GCRA): each uses up its share of time, up to a burst ahead. Gives
 * the time until which the share is used up then, epoch ms. Throws TooMany.
 * @param perMinute 0 for no limit
 */
export function takeHeartbeat(
  { heartbeatsUntilMs }: { heartbeatsUntilMs: number },
  perMinute: number,
  nowMs: number,
): number {
  if (perMinute === 0) return nowMs;
  const shareMs = minuteMs / perMinute;
  // A clock that was set back must not lock a node out.
  const usedUntilMs = Math.min(
    Math.max(heartbeatsUntilMs, nowMs),
    nowMs + heartbeatBurst * shareMs,
  );
  const waitMs = usedUntilMs + shareMs - (nowMs + heartbeatBurst * shareMs);
  if (waitMs > 0) throw new TooMany("heartbeats of this node", waitMs);
  return Math.round(usedUntilMs + shareMs);
}
