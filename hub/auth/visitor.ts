import type { Caller } from "./caller.ts";

const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** Set by whoever passes on somebody else's request. */
const proxyHeaders = ["cf-connecting-ip", "forwarded", "via", "x-forwarded-for", "x-real-ip"];

/**
 * Until people can sign in, a visitor on this machine counts as its administrator where the hub
 * is told so (`npm start` does, and listens on the loopback address only); nobody else is let in.
 */
export function visitor(request: Request, loopbackAdmin: boolean): Caller {
  const local = loopbackNames.has(new URL(request.url).hostname);
  const passedOn = proxyHeaders.some((name) => request.headers.has(name));
  return loopbackAdmin && local && !passedOn
    ? { kind: "user", id: "loopback", email: "loopback@localhost", role: "ADMIN" }
    : { kind: "anonymous" };
}
