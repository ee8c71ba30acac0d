import type { AuditCategory } from "../../core/contract/audit-contract.ts";
import { printable } from "../../core/contract/clean-text.ts";
import type { AuditWrite } from "../../db/writes.ts";
import type { Caller } from "../auth/caller.ts";
import type { Origin } from "../auth/origin.ts";
import type { Occasion } from "./plan.ts";

/** Someone who does something: the caller and where it sits. `system` is the hub itself. */
export interface Actor {
  caller: Exclude<Caller, { kind: "node" }> | { kind: "node"; nodeId: string } | { kind: "system" };
  origin: Origin;
}

export const theHub: Actor = {
  caller: { kind: "system" },
  origin: { address: null, userAgent: null },
};

/** A node that acts. */
export function theNode({ id }: { id: string }, origin: Origin): Actor {
  return { caller: { kind: "node", nodeId: id }, origin };
}

/** What was done, in the words of the audit log. */
export interface Deed {
  /** Given where the deed may be told twice; the row is then stored once. */
  id?: string;
  action: string;
  category: AuditCategory;
  resource: { type: string; id: string | null; name: string | null } | null;
  description: string;
  details?: Record<string, unknown>;
  status?: "SUCCESS" | "FAILURE";
  error?: string;
}

/** The audit row of a deed; goes into the same batch as the deed's own writes. */
export function auditRow(actor: Actor, deed: Deed, occasion: Occasion): AuditWrite {
  const details = { ...deed.details, ...throughToken(actor.caller) };
  return {
    kind: "audit",
    entry: {
      id: deed.id ?? occasion.newId(),
      atMs: occasion.nowMs,
      ...who(actor.caller),
      action: deed.action,
      category: deed.category,
      resourceType: deed.resource?.type ?? null,
      resourceId: printed(deed.resource?.id),
      resourceName: printed(deed.resource?.name),
      description: printed(deed.description) ?? "",
      details: Object.keys(details).length ? JSON.stringify(details) : null,
      address: printed(actor.origin.address),
      userAgent: printed(actor.origin.userAgent),
      status: deed.status ?? "SUCCESS",
      error: printed(deed.error),
    },
  };
}

/** What can not be printed is no text to libSQL, or to who reads the log: it may be a stranger's. */
function printed(text: string | null | undefined): string | null {
  return text == null ? null : printable(text);
}

/** A person may have sent a program; the token's name says which. */
function throughToken(caller: Actor["caller"]): Record<string, unknown> {
  return caller.kind === "user" && caller.by.kind === "token" ? { apiToken: caller.by.name } : {};
}

function who(caller: Actor["caller"]) {
  switch (caller.kind) {
    case "user":
      return {
        actorKind: "user" as const,
        actorId: caller.id,
        actorEmail: caller.email,
        actorRole: caller.role,
      };
    case "node":
      return {
        actorKind: "node" as const,
        actorId: caller.nodeId,
        actorEmail: null,
        actorRole: null,
      };
    default:
      return { actorKind: caller.kind, actorId: null, actorEmail: null, actorRole: null };
  }
}
