/** Why the hub's answer is missing. */
export type HubFailure =
  | { kind: "unreachable" }
  | { kind: "timeout" }
  | { kind: "refused"; httpStatus: number }
  | { kind: "unreadable" };

/** Sorts what a tRPC call threw; its message is not shown, since anything may stand in it. */
export function hubFailure(thrown: unknown): HubFailure {
  const names = [thrown, (thrown as { cause?: unknown } | null)?.cause].map(nameOf);
  if (names.includes("TimeoutError") || names.includes("AbortError")) return { kind: "timeout" };
  const httpStatus = statusOf(thrown);
  if (httpStatus !== null && httpStatus >= 400) return { kind: "refused", httpStatus };
  return { kind: httpStatus === null ? "unreachable" : "unreadable" };
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
