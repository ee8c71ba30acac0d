const policy = [
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

/** A page or asset with the headers that keep a browser from doing more than it should. */
export function withPageHeaders(response: Response): Response {
  const page = new Response(response.body, response);
  page.headers.set("content-security-policy", policy);
  page.headers.set("x-content-type-options", "nosniff");
  page.headers.set("referrer-policy", "no-referrer");
  page.headers.set("cross-origin-opener-policy", "same-origin");
  return page;
}
