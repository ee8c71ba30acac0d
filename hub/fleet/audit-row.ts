import { audit } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import type { Caller } from "../auth/caller.ts";
import type { Occasion } from "./plan.ts";

/** Where a call came from, for the audit log. */
export interface Origin {
  address: string | null;
  userAgent: string | null;
}

/** Someone who does something: the caller and where it sits. `system` is the hub itself. */
export interface Actor {
  caller: Caller | { kind: "system" };
  origin: Origin;
}

export const theHub: Actor = {
  caller: { kind: "system" },
  origin: { address: null, userAgent: null },
};

/** What was done, in the words of the audit log. */
export interface Deed {
  /** Given where the deed may be told twice; the row is then stored once. */
  id?: string;
  action: string;
  category: "AUTH" | "NODE" | "POOL" | "USER" | "CONFIG" | "SYSTEM";
  resource: { type: string; id: string | null; name: string | null } | null;
  description: string;
  details?: Record<string, unknown>;
  status?: "SUCCESS" | "FAILURE";
  error?: string;
}

/** The audit row of a deed; goes into the same batch as the deed's own writes. */
export function auditRow(actor: Actor, deed: Deed, occasion: Occasion): Write {
  return statement(
    build
      .insert(audit)
      .values({
        id: deed.id ?? occasion.newId(),
        atMs: occasion.nowMs,
        ...who(actor.caller),
        action: deed.action,
        category: deed.category,
        resourceType: deed.resource?.type ?? null,
        resourceId: deed.resource?.id ?? null,
        resourceName: deed.resource?.name ?? null,
        description: deed.description,
        details: deed.details ? JSON.stringify(deed.details) : null,
        address: actor.origin.address,
        userAgent: actor.origin.userAgent,
        status: deed.status ?? "SUCCESS",
        error: deed.error ?? null,
      })
      .onConflictDoNothing(),
  );
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
