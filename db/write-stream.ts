import type { InStatement } from "@libsql/client/http";
import { BatchCond, type HttpStream, openHttp, ResponseError, Stmt } from "@libsql/hrana-client";

/** sqld closes a stream that was silent for 10 s; an older one is not used again. */
const reusableForMs = 5000;

/** The database refused a batch, and nothing of it was stored. `code` is SQLite's. */
export class WriteRefused extends Error {
  readonly code: string;

  constructor(code: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "WriteRefused";
    this.code = code;
  }
}

/** The database did not take the request itself. */
class RequestRefused extends Error {
  readonly code: string;

  constructor(status: number, body: string) {
    super(`The database answered ${status}: ${body.slice(0, 200)}`);
    this.name = "RequestRefused";
    this.code = `HTTP_${status}`;
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
      (request: Request) => this.#refusable(options.fetch(request)),
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
      const refusal = refusalIn(error);
      throw refusal ? new WriteRefused(refusal.code, error) : error;
    }
  }

  /** A 4xx is an answer to a request that was not carried out, such as a stream that is no more. */
  async #refusable(answering: Promise<Response>): Promise<Response> {
    const response = await answering;
    if (response.status < 400 || response.status > 499) return response;
    throw new RequestRefused(response.status, await response.text());
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

/** SQLite's no, or the request's; a gateway's error comes as a ResponseError too, and is neither. */
function refusalIn(error: unknown): { code: string } | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof RequestRefused) return { code: cause.code };
    const code = cause instanceof ResponseError ? cause.code : undefined;
    if (code?.startsWith("SQLITE_")) return { code };
  }
  return null;
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
