import { describe, expect, it } from "vitest";
import { isSameOrigin } from "./same-origin.ts";

const hubUrl = "https://hub.test.example/some/page?x";
const ours = "https://hub.test.example";
const cookie = "__Host-session=1";

type Sent = Record<string, string>;
const site = (value: string) => ({ "sec-fetch-site": value });

const judged = (headers: Sent, of = hubUrl) => isSameOrigin({ headers: new Headers(headers) }, of);

describe("a request", () => {
  it.each<[string, Sent]>([
    ["from a page of this hub", { origin: ours, cookie, ...site("same-origin") }],
    ["from such a page, of an old browser", { origin: ours, cookie }],
    ["from such a page before anybody signed in", { origin: ours }],
    ["that a person typed or bookmarked", { cookie, ...site("none"), origin: ours }],
    ["from such a page without an origin", { cookie, ...site("same-origin") }],
    ["of a program: neither cookie nor origin", {}],
    ["of a program with a token", { authorization: "Bearer api_x" }],
  ])("is let in %s", (_, headers) => {
    expect(judged(headers)).toBe(true);
  });

  it.each<[string, Sent]>([
    ["from another site", { origin: "https://evil.example", cookie, ...site("cross-site") }],
    ["from another site, of an old browser", { origin: "https://evil.example", cookie }],
    ["from another site without a cookie: it could sign in", { origin: "https://evil.example" }],
    ["from another site that hides its origin", { cookie, ...site("cross-site") }],
    ["from another site without anything else", site("cross-site")],
    ["from another name of the same site", { origin: ours, cookie, ...site("same-site") }],
    ["from a name below", { origin: "https://a.hub.test.example", cookie }],
    ["from a name that ends like it", { origin: "https://not-hub.test.example", cookie }],
    ["from a name that begins like it", { origin: `${ours}.evil.example`, cookie }],
    ["over plain http", { origin: "http://hub.test.example", cookie }],
    ["from another port", { origin: `${ours}:8443`, cookie }],
    ["from a sandbox", { origin: "null", cookie }],
    ["from a sandbox, without a cookie", { origin: "null" }],
    ["with an empty origin", { origin: "", cookie }],
    ["with a cookie and no word of where from", { cookie }],
    ["with a cookie that nobody's page sent", { cookie, ...site("none") }],
    ["with a word that no browser says", { origin: ours, cookie, ...site("somewhere") }],
  ])("is refused %s", (_, headers) => {
    expect(judged(headers)).toBe(false);
  });

  it("is held to the hub's own scheme and port", () => {
    const local = "http://127.0.0.1:8787";
    expect(judged({ origin: local, cookie }, `${local}/page`)).toBe(true);
    expect(judged({ origin: "http://127.0.0.1:8788", cookie }, local)).toBe(false);
    expect(judged({ origin: "http://localhost:8787", cookie }, local)).toBe(false);
    expect(judged({ origin: ours, cookie }, `${ours}:443/`)).toBe(true);
  });
});
