import { createHash } from "node:crypto";
import type { HttpRequest } from "oci-common";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyRing, type SignedRequest, signatureProblem } from "./signature.ts";
import {
  KEY_ID,
  PUBLIC_KEY_PEM,
  signedHeaders,
  startTestRegion,
  type TestRegion,
  WEB,
} from "./test-region.ts";

let region: TestRegion;
const keys = keyRing([{ key_id: KEY_ID, public_key_pem: PUBLIC_KEY_PEM }]);

beforeAll(async () => {
  region = await startTestRegion({ now: Date.now });
});

afterAll(() => region.close());

const path = `/20160918/instancePools/${WEB}`;
const body = JSON.stringify({ size: 5 });

/** A request signed by the SDK's own signer. */
async function sign(
  method: HttpRequest["method"],
  text: string,
  clock: { fingerprint?: string; date?: Date } = {},
) {
  const headers = await signedHeaders(method, region.url + path, { body: text, ...clock });
  return { method: String(method), target: path, headers, body: Buffer.from(text) };
}

type Signed = Awaited<ReturnType<typeof sign>>;

const problem = (request: SignedRequest) => signatureProblem(request, keys, Date.now());

describe("signatureProblem()", () => {
  test.each<[HttpRequest["method"], string]>([
    ["GET", ""],
    ["PUT", body],
    ["PUT", ""],
    ["POST", "{}"],
  ])("finds none in what the SDK signs: %s %j", async (method, text) => {
    expect(problem(await sign(method, text))).toBeNull();
  });

  const change = (headers: Record<string, string>) => (signed: Signed) => ({
    ...signed,
    headers: { ...signed.headers, ...headers },
  });
  const rewrite = (from: string, to: string) => (signed: Signed) => {
    const authorization = signed.headers.authorization ?? "";
    expect(authorization).toContain(from);
    return change({ authorization: authorization.replace(from, to) })(signed);
  };
  const otherBody = Buffer.from('{"size":9}');

  test.each<[string, (signed: Signed) => SignedRequest, RegExp]>([
    ["no signature", (s) => ({ ...s, headers: {} }), /no Authorization/],
    ["another scheme", change({ authorization: "Bearer abc" }), /no Authorization/],
    ["another version", rewrite('version="1"', 'version="2"'), /version/],
    ["another algorithm", rewrite("rsa-sha256", "hmac-sha256"), /algorithm/],
    ["an unknown key", rewrite(KEY_ID, `${KEY_ID}x`), /keyId/],
    ["a tampered path", (s) => ({ ...s, target: `${path}x` }), /does not match/],
    ["a tampered method", (s) => ({ ...s, method: "POST" }), /does not match/],
    ["a tampered host", change({ host: "elsewhere" }), /does not match/],
    ["a tampered date", change({ "x-date": new Date(Date.now() - 60_000).toUTCString() }), /match/],
    ["a tampered signature", rewrite('signature="', 'signature="AAAA'), /does not match/],
    [
      "a tampered body of the same length",
      (s) => ({ ...s, body: Buffer.from('{"size":6}') }),
      /sha256/,
    ],
    ["a longer body", (s) => ({ ...s, body: Buffer.from(`${body} `) }), /content-length/],
    [
      "a tampered body with its own hash",
      (s) =>
        change({ "x-content-sha256": createHash("sha256").update(otherBody).digest("base64") })({
          ...s,
          body: otherBody,
        }),
      /does not match/,
    ],
    ["an unsigned host", rewrite(" host", ""), /host is not signed/],
    ["an unsigned path", rewrite("(request-target) ", ""), /request-target.* is not signed/],
    ["an unsigned body hash", rewrite(" x-content-sha256", ""), /sha256 is not signed/],
    ["an unsigned date", rewrite("x-date ", ""), /no date/],
    ["a header signed but not sent", rewrite(" host", " host x-extra"), /x-extra was not sent/],
    ["a date that is none", change({ "x-date": "today" }), /5 minutes/],
  ])("refuses %s", async (_, tamper, message) => {
    expect(problem(tamper(await sign("PUT", body)))).toMatch(message);
  });

  test.each([
    [-301_000, /5 minutes/],
    [301_000, /5 minutes/],
  ])("refuses a clock that is %i ms away", async (skewMs, message) => {
    const signed = await sign("GET", "", { date: new Date(Date.now() + skewMs) });
    expect(problem(signed)).toMatch(message);
  });

  test("takes a clock that is 4 minutes away", async () => {
    expect(problem(await sign("GET", "", { date: new Date(Date.now() - 240_000) }))).toBeNull();
  });
});

describe("a region", () => {
  const send = ({ method, headers, body: sent }: Signed) =>
    fetch(region.url + path, { method, headers, ...(sent.length === 0 ? {} : { body: sent }) });

  test("serves a signed request", async () => {
    expect((await send(await sign("GET", ""))).status).toBe(200);
  });

  test("answers 401 NotAuthenticated without a signature, and changes nothing", async () => {
    const response = await fetch(region.url + path, { method: "PUT", body });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "NotAuthenticated" });
    expect(region.state().updates).toEqual([]);
  });

  test("answers 401 to a key that it does not know", async () => {
    const response = await send(await sign("GET", "", { fingerprint: "00:11" }));
    expect(response.status).toBe(401);
    expect(await response.text()).toContain("keyId is not known");
  });
});
