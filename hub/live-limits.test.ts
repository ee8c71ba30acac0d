import { afterAll, beforeAll, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { send } from "./testing/test-browser.ts";
import { signedIn, testPerson } from "./testing/test-people.ts";

let running: TemporaryStack;

beforeAll(async () => {
  running = await temporaryStack({ variables: { CALLS_PER_MINUTE: "30" } });
});
afterAll(() => running.close());

const upgrade = {
  upgrade: "websocket",
  connection: "Upgrade",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

it("of a session twenty pages may listen, and each that opens is a call", async () => {
  const { hubUrl } = running.stack;
  const person = await testPerson(running.stack, "USER");
  const browser = await signedIn(running.stack, person);
  const headers = { cookie: browser.cookieHeader, origin: hubUrl };
  const pages = [];
  for (let i = 0; i < 20; i++) pages.push(await browser.openLive());
  const ask = () => send(`${hubUrl}/live`, { headers: { ...headers, ...upgrade } });
  const refused = await ask();
  expect(refused).toMatchObject({ status: 429, headers: { "retry-after": "30" } });
  expect(refused.text).toContain("Too many open pages of this session");
  for (let i = 21; i < 30; i++) await ask();
  expect((await ask()).text).toContain("Too many calls");
  for (const page of pages) page.close();
});
