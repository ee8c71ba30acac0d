/**
 * Whether a browser sent the request from a page of this hub. Requests that no browser page made
 * (no Origin, no Sec-Fetch-Site) pass: they carry no ambient rights of somebody else.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = request.headers.get("origin");
  return origin === null || origin === new URL(request.url).origin;
}
