/** An answer other than success: OCI's HTTP status and code, and a message for people. */
export class OciError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = "OciError";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** OCI does not tell a missing resource from a forbidden one. */
export function notFound(): OciError {
  return new OciError(
    404,
    "NotAuthorizedOrNotFound",
    "Authorization failed or requested resource not found.",
  );
}

export function invalidParameter(message: string): OciError {
  return new OciError(400, "InvalidParameter", message);
}
