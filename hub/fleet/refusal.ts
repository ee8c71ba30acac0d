import type { ConfigIssue } from "../../core/config/config-issue.ts";
import type { Deed } from "./audit-row.ts";

/** What the domain says no to; rpc/ maps each kind to one HTTP status. */
export type RefusalKind =
  | "unauthorized"
  | "forbidden"
  /** The caller's own account is disabled. */
  | "disabled"
  | "not-found"
  | "conflict"
  | "invalid";

/** What only the audit log is told: which account it was, and what was wrong with it. */
export interface PrivateReason {
  resource: Deed["resource"];
  error: string;
}

/** A refusal with a sentence for the person who asked. Nothing was written. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly issues: ConfigIssue[] | null;
  readonly privately: PrivateReason | null;

  constructor(
    kind: RefusalKind,
    message: string,
    more: { issues?: ConfigIssue[]; privately?: PrivateReason | null } = {},
  ) {
    super(message);
    this.name = "Refusal";
    this.kind = kind;
    this.issues = more.issues ?? null;
    this.privately = more.privately ?? null;
  }
}
