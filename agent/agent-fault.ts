/**
 * What can go wrong beyond the domain. OCI_*: OCI can not be asked or answered with an error.
 * METRICS_UNREADABLE: a metric source other than OCI. HUB_UNREACHABLE: no usable answer of the hub.
 * JOURNAL_*: the state folder is taken by another agent, or can not be written (a full disk).
 * START_REFUSED: the agent can not start as it is set up; the message says what to change.
 */
export type FaultCode =
  | "OCI_CREDENTIALS"
  | "OCI_UNREADABLE"
  | "METRICS_UNREADABLE"
  | "HUB_UNREACHABLE"
  | "JOURNAL_IN_USE"
  | "JOURNAL_UNUSABLE"
  | "START_REFUSED";

/** A fault with a code to act on and, in its message, a sentence for people. */
export class AgentFault extends Error {
  readonly code: FaultCode;
  constructor(code: FaultCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = "AgentFault";
    this.code = code;
  }
}

/** What an unknown error says of itself; for a failed fetch, what its cause says. */
export function messageOf(error: unknown): string {
  const { message, cause, code } = (error ?? {}) as Partial<Record<string, unknown>>;
  if (message === "fetch failed" && cause) return messageOf(cause);
  if (typeof message === "string" && message) return message;
  return typeof code === "string" ? code : String(error);
}
