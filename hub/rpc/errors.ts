import { TRPCError } from "@trpc/server";
import type { ZodError } from "zod";
import { LimiterFailed, TooMany } from "../auth/rate-limit.ts";
import { isDatabaseUnreachable } from "../fleet/database-unreachable.ts";
import { Refusal, type RefusalKind } from "../fleet/refusal.ts";

const codes: Record<RefusalKind, TRPCError["code"]> = {
  unauthorized: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  disabled: "FORBIDDEN",
  "not-found": "NOT_FOUND",
  conflict: "CONFLICT",
  invalid: "BAD_REQUEST",
};

/** The one place where what went wrong becomes a status. Unknown messages stay in the log. */
export function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error;
  if (cause instanceof Refusal) {
    return new TRPCError({ code: codes[cause.kind], message: cause.message, cause });
  }
  if (cause instanceof TooMany) {
    return new TRPCError({ code: "TOO_MANY_REQUESTS", message: cause.message, cause });
  }
  const away = awayMessage(cause);
  if (away) return new TRPCError({ code: "SERVICE_UNAVAILABLE", message: away, cause });
  if (error.code !== "INTERNAL_SERVER_ERROR") return error;
  console.error("An error that nobody expected:", cause ?? error);
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "The hub failed; see its log." });
}

/** What to say where something that the hub needs does not answer; null for other errors. */
function awayMessage(error: unknown): string | null {
  if (error instanceof LimiterFailed) return error.message;
  return isDatabaseUnreachable(error)
    ? "The database does not answer; try again in a moment."
    : null;
}

/**
 * The answer where nobody could be asked who it is that calls: in the form in which procedures
 * answer, which pages understand. Throws again what has another cause.
 */
export function sayUnreachable(error: unknown): Response {
  const message = awayMessage(error);
  if (!message) throw error;
  const data = { code: "SERVICE_UNAVAILABLE", httpStatus: 503 };
  return Response.json({ error: { message, code: -32603, data } }, { status: 503 });
}

/** The headers of an answer with these errors: when to come back, for who came too often. */
export function headersOf(errors: readonly TRPCError[]): Record<string, string> {
  const seconds = errors.flatMap(({ cause }) =>
    cause instanceof TooMany ? [cause.retryAfterSeconds] : [],
  );
  return seconds.length ? { "retry-after": String(Math.max(...seconds)) } : {};
}

/** What is wrong with an input, field by field. */
export function sayIssues(error: ZodError): string {
  return error.issues
    .slice(0, 10)
    .map(({ path, message }) => (path.length ? `${path.join(".")}: ${message}` : message))
    .join("; ");
}
