import { LibsqlError } from "@libsql/client/http";
import { WriteRefused } from "../../db/write-stream.ts";

/** The database did not answer, or answered nothing that says what became of the writes. */
export class DatabaseUnreachable extends Error {
  constructor(cause: unknown) {
    super("The database does not answer.", { cause });
    this.name = "DatabaseUnreachable";
  }
}

/** Whether an error, or what caused it, means that the database was not reached. */
export function isDatabaseUnreachable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DatabaseUnreachable || isTransport(cause)) return true;
  }
  return false;
}

/** The database understood, and will say no again: a rule of the schema, or a text that is none. */
function isAnswer(code: string): boolean {
  return (
    code.startsWith("SQLITE_CONSTRAINT") || ["HTTP_400", "HTTP_413", "HTTP_422"].includes(code)
  );
}

/** What libSQL's clients throw when a request did not get through, or the disk is full. */
function isTransport(error: Error): boolean {
  if (error instanceof LibsqlError) return !error.code.startsWith("SQLITE_");
  if (error instanceof WriteRefused) return !isAnswer(error.code);
  return (
    error.name === "TimeoutError" || /network connection lost|fetch failed/i.test(error.message)
  );
}
