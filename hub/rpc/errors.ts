import { TRPCError } from "@trpc/server";
import type { ZodError } from "zod";
import { isDatabaseUnreachable } from "../fleet/database-unreachable.ts";
import { Refusal, type RefusalKind } from "../fleet/refusal.ts";

const codes: Record<RefusalKind, TRPCError["code"]> = {
  unauthorized: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
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
  if (isDatabaseUnreachable(cause)) {
    const message = "The database does not answer; try again in a moment.";
    return new TRPCError({ code: "SERVICE_UNAVAILABLE", message, cause });
  }
  if (error.code !== "INTERNAL_SERVER_ERROR") return error;
  console.error("An error that nobody expected:", cause ?? error);
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "The hub failed; see its log." });
}

/** What is wrong with an input, field by field. */
export function sayIssues(error: ZodError): string {
  return error.issues
    .slice(0, 10)
    .map(({ path, message }) => (path.length ? `${path.join(".")}: ${message}` : message))
    .join("; ");
}
