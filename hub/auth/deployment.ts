import type { CookieKind } from "./session.ts";

const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The session cookie for the address a browser used. Over TLS it is `__Host-session`; browsers
 * take that name over TLS only, so that on the machine itself, without TLS, it is `session`. Null
 * for plain http from elsewhere: nobody may sign in over a line that others can read.
 */
export function cookieFor(publicUrl: URL): CookieKind | null {
  if (publicUrl.protocol === "https:") return { name: "__Host-session", secure: true };
  return loopbackNames.has(publicUrl.hostname) ? { name: "session", secure: false } : null;
}
