/** The database did not answer, or answered nothing that says what became of the writes. */
export class DatabaseUnreachable extends Error {
  constructor(cause: unknown) {
    super("The database does not answer.", { cause });
    this.name = "DatabaseUnreachable";
  }
}
