import type { InStatement } from "@libsql/client/http";
import { BatchCond, type HttpStream, openHttp, ResponseError, Stmt } from "@libsql/hrana-client";

/** sqld closes a stream that was silent for 10 s; an older one is not used again. */
const reusableForMs = 5000;

/** The database refused a batch, and nothing of it was stored. `code` is SQLite's. */
export class WriteRefused extends Error {
  readonly code: string;

  constructor(cause: ResponseError) {
    super(cause.message, { cause });
    this.name = "WriteRefused";
    this.code = cause.code ?? "UNKNOWN";
  }
}

/**
 * The one writer's line to libSQL. It stays on one stream while it is busy: the client's own
 * `batch` has sqld open a connection for each, which is a quarter of a commit's time.
 */
export class WriteStream {
  readonly #open: () => HttpStream;
  readonly #now: () => number;
  #stream: HttpStream | null = null;
  #usedAtMs = 0;

  constructor(
    url: string,
    authToken: string | null,
    options: { fetch: typeof fetch; now: () => number },
  ) {
    const client = openHttp(
      url.replace(/^libsql:/, "https:"),
      authToken ?? undefined,
      options.fetch,
    );
    this.#open = () => client.openStream();
    this.#now = options.now;
  }

  /**
   * Runs the statements in one transaction. Throws WriteRefused when the database said no; with
   * any other error it is not known whether they were stored.
   */
  async batch(statements: readonly InStatement[]): Promise<void> {
    const stream = this.#current();
    try {
      await transaction(stream, statements);
      this.#usedAtMs = this.#now();
    } catch (error) {
      this.#drop();
      throw isRefusal(error) ? new WriteRefused(error) : error;
    }
  }

  #current(): HttpStream {
    if (this.#stream && this.#now() - this.#usedAtMs > reusableForMs) this.#drop();
    this.#stream ??= this.#open();
    return this.#stream;
  }

  #drop(): void {
    this.#stream?.close();
    this.#stream = null;
  }
}

/** Whether SQLite said no; a gateway's error also comes as a ResponseError, and says nothing. */
function isRefusal(error: unknown): error is ResponseError {
  return error instanceof ResponseError && error.code?.startsWith("SQLITE_") === true;
}

/** One request: begin, each statement if the last one went well, commit, or else rollback. */
async function transaction(stream: HttpStream, statements: readonly InStatement[]): Promise<void> {
  const batch = stream.batch(false);
  let last = batch.step();
  const runs = [last.run("BEGIN IMMEDIATE")];
  for (const statement of [...statements.map(toStmt), new Stmt("COMMIT")]) {
    const step = batch.step().condition(BatchCond.ok(last));
    runs.push(step.run(statement));
    last = step;
  }
  const undo = batch.step().condition(BatchCond.not(BatchCond.ok(last)));
  const undone = undo.run("ROLLBACK").catch(() => {});
  await batch.execute();
  await Promise.all([...runs, undone]);
}

function toStmt(statement: InStatement): Stmt {
  if (typeof statement === "string") return new Stmt(statement);
  const stmt = new Stmt(statement.sql);
  stmt.bindIndexes((statement.args ?? []) as never);
  return stmt;
}
