const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const yearSeconds = 31_536_000;

/** An answer to a browser, with the headers that keep it from doing more than it should. */
export function withSecurityHeaders(response: Response, { protocol }: URL): Response {
  // The answer to a WebSocket can not be copied, and shows nothing.
  if (response.webSocket) return response;
  const guarded = new Response(response.body, response);
  const { headers } = guarded;
  headers.set("content-security-policy", contentPolicy);
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-opener-policy", "same-origin");
  if (protocol === "https:") headers.set("strict-transport-security", `max-age=${yearSeconds}`);
  return guarded;
}
