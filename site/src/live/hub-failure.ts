/** Why the hub's answer is missing. */
export type HubFailure =
  | { kind: "unreachable" }
  | { kind: "timeout" }
  | { kind: "too-many"; waitMs: number }
  | { kind: "refused"; httpStatus: number }
  | { kind: "unreadable" };

/** Before it asks again, a page waits at least this long where the hub was asked too often. */
const leastWaitMs = 10_000;

/** Sorts what a tRPC call threw. */
export function hubFailure(thrown: unknown): HubFailure {
  const names = [thrown, (thrown as { cause?: unknown } | null)?.cause].map(nameOf);
  if (names.includes("TimeoutError") || names.includes("AbortError")) return { kind: "timeout" };
  const httpStatus = statusOf(thrown);
  if (httpStatus === 429) return { kind: "too-many", waitMs: waitMsOf(thrown) };
  if (httpStatus !== null && httpStatus >= 400) return { kind: "refused", httpStatus };
  return { kind: httpStatus === null ? "unreachable" : "unreadable" };
}

/** The sentence the hub refused a call with, for people to read; null when the hub said none. */
export function hubSentence(thrown: unknown): string | null {
  const { data, message } = (thrown ?? {}) as { data?: unknown; message?: unknown };
  const status = statusOf(thrown);
  // Only an answer in the hub's own shape carries data; other messages are the browser's.
  if (!data || status === null || status >= 500) return null;
  return typeof message === "string" && message ? message : null;
}

function waitMsOf(thrown: unknown): number {
  const { meta } = (thrown ?? {}) as { meta?: { response?: Response } | null };
  const seconds = Number(meta?.response?.headers?.get("retry-after"));
  return Math.max(leastWaitMs, seconds * 1000 || 0);
}

function nameOf(value: unknown): unknown {
  return (value as { name?: unknown } | null | undefined)?.name;
}

function statusOf(thrown: unknown): number | null {
  const { data, meta } = (thrown ?? {}) as {
    data?: { httpStatus?: unknown } | null;
    meta?: { response?: { status?: unknown } | null } | null;
  };
  const status = data?.httpStatus ?? meta?.response?.status;
  return typeof status === "number" ? status : null;
}
