import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { type Answer, send, TestBrowser } from "./testing/test-browser.ts";

let running: TemporaryStack;

beforeAll(async () => {
  running = await temporaryStack({ sso: true });
});
afterAll(() => running.close());

/** Follows redirects between the hub and the provider, with the cookies of both. */
async function follow(browser: TestBrowser, start: string): Promise<Answer & { at: URL }> {
  const cookies = new Map<string, string>();
  let at = new URL(start, browser.hubUrl);
  for (let hops = 0; hops < 12; hops++) {
    const isHub = at.origin === browser.hubUrl;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = isHub
      ? await browser.open(at.href)
      : await send(at.href, { headers: cookie ? { cookie } : {} });
    for (const line of [answer.headers["set-cookie"] ?? []].flat()) {
      const [name = "", value = ""] = line.split(";")[0]?.split("=") ?? [];
      if (!isHub) cookies.set(name, value);
    }
    const location = answer.headers.location;
    if (typeof location === "string") at = new URL(location, at);
    else if (answer.text.includes("?user=")) at = new URL(`?user=${chosen}`, at);
    else return { ...answer, at };
    if (isHub && at.pathname === "/") return { ...answer, at };
  }
  throw new Error(`There is no end to the redirects; the last led to ${at}.`);
}

let chosen = "";

describe("through a certified provider", () => {
  it.each([
    ["amira", "ADMIN"],
    ["dev", "DEVOPS"],
    ["uma", "USER"],
  ])("%s signs in as %s", async (sub, role) => {
    chosen = sub;
    const browser = new TestBrowser(running.stack.hubUrl);
    const { at } = await follow(browser, "/auth/keycloak");
    expect(at.pathname).toBe("/");
    expect(await browser.site.me.query()).toMatchObject({ role, kind: "sso" });
  });

  it("nobody signs in who is refused there", async () => {
    chosen = "";
    const browser = new TestBrowser(running.stack.hubUrl);
    const { at } = await follow(browser, "/auth/keycloak");
    expect(`${at.pathname}${at.search}`).toBe("/sign-in?error=sso-refused");
  });
});
