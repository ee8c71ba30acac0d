import { LibsqlError } from "@libsql/client/http";

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

/** What libSQL's client throws when its request did not get through. */
function isTransport(error: Error): boolean {
  if (error instanceof LibsqlError) return !error.code.startsWith("SQLITE_");
  return (
    error.name === "TimeoutError" || /network connection lost|fetch failed/i.test(error.message)
  );
}
