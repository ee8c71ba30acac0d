import type { ConfigIssue } from "../../core/config/config-issue.ts";

/** What the domain says no to; rpc/ maps each kind to one HTTP status. */
export type RefusalKind = "unauthorized" | "forbidden" | "not-found" | "conflict" | "invalid";

/** A refusal with a sentence for the person who asked. Nothing was written. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly issues: ConfigIssue[] | null;

  constructor(kind: RefusalKind, message: string, issues: ConfigIssue[] | null = null) {
    super(message);
    this.name = "Refusal";
    this.kind = kind;
    this.issues = issues;
  }
}
