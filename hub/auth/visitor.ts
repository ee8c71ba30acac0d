import type { Caller } from "./caller.ts";

const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Until people can sign in, a visitor on this machine counts as its administrator and nobody
 * else is let in. Cloudflare sets CF-Connecting-IP on every request from outside, so a deployed
 * hub has no such visitor; a self-hosted one listens on the loopback address only.
 */
export function visitor(request: Request): Caller {
  const local = loopbackNames.has(new URL(request.url).hostname);
  return local && !request.headers.has("cf-connecting-ip")
    ? { kind: "user", id: "loopback", email: "loopback@localhost", role: "ADMIN" }
    : { kind: "anonymous" };
}
