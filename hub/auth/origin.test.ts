import { describe, expect, it } from "vitest";
import { originAtEdge, originInLedger, withOrigin } from "./origin.ts";

const url = "https://hub.test.example/";

/** A request as the runtime hands it over: `clientIp` is the line's other end where it knows it. */
function requestFrom(clientIp: unknown, headers: Record<string, string> = {}): Request {
  return Object.assign(new Request(url, { headers }), { cf: { clientIp } });
}

describe("where a call comes from", () => {
  it.each([
    ["127.0.4.1:50412", "127.0.4.1"],
    ["127.0.4.1", "127.0.4.1"],
    ["[2001:db8::1]:50412", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
  ])("by the line %s is %s, whatever its headers say", (line, address) => {
    const headers = { "cf-connecting-ip": "203.0.113.1", "x-forwarded-for": "203.0.113.2" };
    expect(originAtEdge(requestFrom(line, headers)).address).toBe(address);
  });

  it.each<[Record<string, string>, string | null]>([
    [{ "cf-connecting-ip": "203.0.113.1" }, "203.0.113.1"],
    [{ "cf-connecting-ip": "2001:db8::1" }, "2001:db8::1"],
    [{ "x-forwarded-for": "203.0.113.2" }, null],
    [{ "x-tidepool-address": "203.0.113.3" }, null],
    [{}, null],
  ])("without a line is by Cloudflare's header only: %j", (headers, address) => {
    expect(originAtEdge(requestFrom(undefined, headers)).address).toBe(address);
    expect(originAtEdge(new Request(url, { headers })).address).toBe(address);
  });

  it("keeps no more of a program's name than 300 characters", () => {
    const headers = { "user-agent": "x".repeat(10_000) };
    expect(originAtEdge(requestFrom("127.0.4.1:1", headers)).userAgent).toBe("x".repeat(300));
    expect(originInLedger(new Request(url, { headers })).userAgent).toBe("x".repeat(300));
    expect(originAtEdge(requestFrom("127.0.4.1:1")).userAgent).toBeNull();
  });

  it.each(["203.0.113.1", null])(
    "reaches the ledger in place of what the caller put: %s",
    (seen) => {
      const lie = new Request(url, { headers: { "x-tidepool-address": "198.51.100.1" } });
      const passedOn = withOrigin(lie, { address: seen, userAgent: null });
      expect(originInLedger(passedOn).address).toBe(seen);
    },
  );

  it("leaves the request as it was", async () => {
    const headers = { cookie: "session=1", "user-agent": "test" };
    const sent = new Request(url, { method: "POST", headers, body: "{}" });
    const passedOn = withOrigin(sent, { address: "127.0.4.1", userAgent: null });
    expect(passedOn.method).toBe("POST");
    expect(passedOn.url).toBe(url);
    expect(await passedOn.text()).toBe("{}");
    expect(originInLedger(passedOn)).toEqual({ address: "127.0.4.1", userAgent: "test" });
  });
});
