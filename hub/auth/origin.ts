import { printable } from "../../core/contract/clean-text.ts";

/** Where a call came from, for the audit log and the rate limits. */
export interface Origin {
  address: string | null;
  userAgent: string | null;
}

/** The edge tells the ledger the address it saw; nobody else reaches the ledger. */
const addressHeader = "x-tidepool-address";

/** Where a request at the edge comes from: by Cloudflare's header, or the line workerd holds. */
export function originAtEdge(request: Request): Origin {
  const line = (request as { cf?: { clientIp?: unknown } }).cf?.clientIp;
  const seen =
    typeof line === "string"
      ? line.replace(/:\d+$/, "").replace(/^\[|\]$/g, "")
      : request.headers.get("cf-connecting-ip");
  return { address: seen, userAgent: userAgentOf(request.headers) };
}

/** The request for the ledger, with the address in place of whatever the caller put there. */
export function withOrigin(request: Request, { address }: Origin): Request {
  const passedOn = new Request(request);
  passedOn.headers.set(addressHeader, address ?? "");
  return passedOn;
}

/** Where a request in the ledger comes from. */
export function originInLedger({ headers }: Request): Origin {
  return { address: headers.get(addressHeader) || null, userAgent: userAgentOf(headers) };
}

/** Cut, and then made whole: the cut may go through a surrogate pair. */
function userAgentOf(headers: Headers): string | null {
  const said = headers.get("user-agent")?.slice(0, 300);
  return said === undefined ? null : printable(said);
}
