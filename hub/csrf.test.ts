import { type Client, createClient } from "@libsql/client/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { send, type TestBrowser } from "./testing/test-browser.ts";
import { signedIn, type TestPerson, testPerson } from "./testing/test-people.ts";

let running: TemporaryStack;
let database: Client;
let admin: TestPerson;
let victim: TestBrowser;

beforeAll(async () => {
  running = await temporaryStack();
  database = createClient({ url: running.stack.databaseUrl });
  admin = await testPerson(running.stack, "ADMIN");
  victim = await signedIn(running.stack, admin);
});
afterAll(() => running.close());

/** Everything that a forged call could have changed. */
async function traces(): Promise<unknown> {
  const counted = await database.batch(
    [
      "select count(*) as n from enrolment_tokens",
      "select count(*) as n from api_tokens",
      "select count(*) as n from sessions",
      "select count(*) as n from users",
    ],
    "read",
  );
  return counted.map(({ rows }) => Number(rows[0]?.n));
}

const origins: [string, Record<string, string>][] = [
  ["no origin", {}],
  ["the origin null", { origin: "null" }],
  ["a foreign origin", { origin: "https://evil.example" }],
  ["a foreign origin that begins alike", { origin: "http://127.0.0.1.evil.example" }],
  ["another port of this machine", { origin: "http://127.0.0.1:1" }],
  ["Sec-Fetch-Site: cross-site", { "sec-fetch-site": "cross-site" }],
  ["Sec-Fetch-Site: same-site", { "sec-fetch-site": "same-site" }],
];

const bodies: [string, string, string][] = [
  ["JSON", "application/json", '{"region":null}'],
  [
    "multipart",
    "multipart/form-data; boundary=x",
    '--x\r\nContent-Disposition: form-data; name="region"\r\n\r\nnull\r\n--x--\r\n',
  ],
  ["a form", "application/x-www-form-urlencoded", "region=null"],
  ["text", "text/plain", '{"region":null}'],
];

describe.each(origins)("a request with the victim's cookie and %s", (_name, origin) => {
  const headers = () => ({ cookie: victim.cookieHeader, ...origin });

  it.each(bodies)("executes nothing that is sent as %s", async (_kind, type, body) => {
    const before = await traces();
    for (const path of ["/trpc/createEnrolmentToken", "/auth/signOutEverywhere", "/auth/signOut"]) {
      const sent = { method: "POST", headers: { ...headers(), "content-type": type }, body };
      const answer = await send(`${running.stack.hubUrl}${path}`, sent);
      expect(answer.status).toBe(403);
    }
    expect(await traces()).toEqual(before);
  });

  it("opens no WebSocket", async () => {
    const answer = await send(`${running.stack.hubUrl}/live`, {
      headers: {
        ...headers(),
        upgrade: "websocket",
        connection: "Upgrade",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      },
    });
    expect(answer.status).toBe(403);
  });

  it("runs no mutation by GET", async () => {
    const before = await traces();
    for (const path of [
      `/trpc/createEnrolmentToken?input=${encodeURIComponent('{"region":null}')}`,
      "/auth/signOutEverywhere",
      "/auth/signOut",
    ]) {
      const answer = await send(`${running.stack.hubUrl}${path}`, { headers: headers() });
      expect(answer.status).toBe(405);
    }
    expect(await traces()).toEqual(before);
  });
});

describe("a page of the hub itself", () => {
  it.each(bodies.slice(1))("sends nothing but JSON: no %s", async (_kind, type, body) => {
    const before = await traces();
    const headers = { cookie: victim.cookieHeader, origin: running.stack.hubUrl };
    for (const path of ["/trpc/createEnrolmentToken", "/auth/signOutEverywhere"]) {
      const answer = await send(`${running.stack.hubUrl}${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": type },
        body,
      });
      expect(answer.status).toBe(415);
    }
    expect(await traces()).toEqual(before);
  });
});

it("signs no visitor of a foreign page in", async () => {
  const before = await traces();
  const answer = await send(`${running.stack.hubUrl}/auth/signIn`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: "https://evil.example" },
    body: JSON.stringify({ email: admin.email, password: admin.password }),
  });
  expect(answer.status).toBe(403);
  expect(await traces()).toEqual(before);
});
