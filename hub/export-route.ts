import { exportedAudit, exportWish } from "./audit/export-audit.ts";
import { mayCall } from "./auth/caller.ts";
import { TooMany } from "./auth/rate-limit.ts";
import type { Edge } from "./edge.ts";
import { refuse } from "./refuse.ts";

const types = { csv: "text/csv; charset=utf-8", jsonl: "application/jsonl; charset=utf-8" };

const deed = {
  action: "EXPORT_AUDIT_LOG",
  category: "SYSTEM",
  resource: { type: "audit log", id: null, name: null },
} as const;

/** `GET /audit/export?format=csv|jsonl` with the filters of the query; ADMIN, and itself audited. */
export async function exportAudit(request: Request, edge: Edge): Promise<Response> {
  const caller = await edge.identify();
  const actor = { caller, origin: edge.origin };
  const refuseAloud = (status: number, message: string, headers = {}): Response => {
    const description = "Refused to export the audit log";
    edge.noteRefusal(actor, { ...deed, description, status: "FAILURE", error: message });
    return refuse(status, message, headers);
  };
  if (caller.kind !== "user") return refuseAloud(401, "Sign in first.");
  try {
    await edge.countCall(caller);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    return refuseAloud(429, error.message, { "retry-after": String(error.retryAfterSeconds) });
  }
  if (!mayCall(caller, "ADMIN")) return refuseAloud(403, "This needs the role ADMIN.");
  if (request.method !== "GET") return refuseAloud(405, "Only GET.");
  if (request.headers.get("sec-fetch-site") === "cross-site") {
    return refuseAloud(403, "Export the log from the page Audit log, not from another site.");
  }
  const wish = exportWish(new URL(request.url).searchParams);
  if (typeof wish === "string") return refuseAloud(400, wish);
  const description = `Exported the audit log as ${wish.format}`;
  await edge.perform("record", actor, { ...deed, description, details: { filter: wish.filter } });
  const name = `tidepool-audit-${new Date().toISOString().slice(0, 10)}.${wish.format}`;
  return new Response(exportedAudit(edge.reads, wish), {
    headers: {
      "content-type": types[wish.format],
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}
