/** A request that a browser may have sent with somebody's rights, from who knows which page. */
type Sent = Pick<Request, "headers">;

/**
 * Whether a page of this hub sent the request, or no browser at all. With a cookie the origin must
 * be there and right. Without one there are no ambient rights to abuse, and programs (agents, API
 * tokens) send no origin; a wrong one is refused even so, lest a page sign its visitor in.
 * @param hubUrl an address of this hub
 */
export function isSameOrigin({ headers }: Sent, hubUrl: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("origin");
  if (origin !== null) return origin === new URL(hubUrl).origin;
  return !headers.has("cookie") || site === "same-origin";
}
