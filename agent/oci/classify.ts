import type { Outcome } from "../../core/contract/decision-record.ts";
import { AgentFault, messageOf } from "../agent-fault.ts";
import type { ResizeAnswer } from "../ports.ts";

/** What is left of an SDK error that matters: its HTTP status, OCI's code, and its words. */
interface OciRefusal {
  /** Null when no answer arrived: a broken connection or a timeout. */
  status: number | null;
  code: string;
  message: string;
}

/** The SDK throws OciError for an answer and a plain object for silence. */
export function refusalOf(error: unknown): OciRefusal {
  const { statusCode, serviceCode } = error as { statusCode?: unknown; serviceCode?: unknown };
  const message = messageOf(error);
  if (typeof statusCode !== "number") return { status: null, code: "NO_ANSWER", message };
  return { status: statusCode, code: String(serviceCode), message };
}

/** OCI's way to say that the region has no hardware left; a 500, but no fault and not to be repeated. */
function isOutOfCapacity(message: string): boolean {
  return /out of (host )?capacity/i.test(message);
}

/** 429 and 503 promise that nothing was done and ask to come back; a 500 may pass. */
export function isWorthRepeating(status: number, body: string): boolean {
  return status === 429 || status === 503 || (status === 500 && !isOutOfCapacity(body));
}

/**
 * What an error of UpdateInstancePool means. `mayHaveActed`: an earlier try of the same request
 * may have been carried out, so that a conflict now may be with ourselves.
 */
export function resizeAnswer(
  { status, code, message }: OciRefusal,
  mayHaveActed: boolean,
): ResizeAnswer {
  const said = { code, message };
  if (isOutOfCapacity(message)) {
    return { kind: "refused", code: "OutOfCapacity", message } satisfies Outcome;
  }
  if (status === 409 || status === 412)
    return { kind: mayHaveActed ? "unknown" : "refused", ...said };
  if (status === 429) return { kind: mayHaveActed ? "unknown" : "failed", ...said };
  if (status !== null && status >= 400 && status < 500) return { kind: "refused", ...said };
  return { kind: "unknown", ...said };
}

/** The fault of a call that only reads. */
export function unreadable(operation: string, error: unknown): AgentFault {
  if (error instanceof AgentFault) return error;
  const { status, code, message } = refusalOf(error);
  const answer = status === null ? message : `${status} ${code}: ${message}`;
  return new AgentFault("OCI_UNREADABLE", `OCI ${operation}: ${answer}`, { cause: error });
}
