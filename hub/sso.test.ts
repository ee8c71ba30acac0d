import { type Client, createClient } from "@libsql/client/http";
import { base64url, SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { FakeProvider, type Forge, type ProviderUser } from "./testing/fake-provider.ts";
import { type Answer, TestBrowser } from "./testing/test-browser.ts";
import { statusOf, testPerson } from "./testing/test-people.ts";

let provider: FakeProvider;
let running: TemporaryStack;
let database: Client;
let honest: Forge;
let address = 0;

beforeAll(async () => {
  provider = await FakeProvider.start();
  honest = provider.forge;
  running = await temporaryStack({ variables: provider.variables });
  database = createClient({ url: running.stack.databaseUrl });
});
afterEach(() => {
  provider.forge = honest;
});
afterAll(async () => {
  provider.close();
  await running.close();
});

const ann: ProviderUser = {
  sub: "ann",
  email: "Ann@Corp.Example",
  name: "Ann",
  groups: ["/administrators"],
};
const newcomer = (): ProviderUser => ({ ...ann, sub: crypto.randomUUID() });

function newBrowser(): TestBrowser {
  address += 1;
  return new TestBrowser(running.stack.hubUrl, `127.0.7.${address}`);
}

/** Leaves for the provider; the address to which the hub sent the browser. */
async function leave(browser: TestBrowser, next = "/"): Promise<string> {
  const answer = await browser.open(`/auth/keycloak?next=${encodeURIComponent(next)}`);
  expect(answer.status).toBe(303);
  return String(answer.headers.location);
}

/** The whole way, from the hub to the provider and back. */
async function signInAs(user: ProviderUser, browser = newBrowser()): Promise<TestBrowser> {
  const back = provider.approve(await leave(browser), user);
  const answer = await browser.open(back.href);
  expect(answer.headers.location).toBe("/");
  return browser;
}

async function failures(): Promise<string[]> {
  const { rows } = await database.execute(
    "select error from audit where action = 'SIGN_IN' and status = 'FAILURE' order by seq",
  );
  return rows.map(({ error }) => String(error));
}

async function harms(): Promise<unknown> {
  const counted = await database.batch(
    ["select count(*) as n from users", "select count(*) as n from sessions"],
    "read",
  );
  return counted.map(({ rows }) => Number(rows[0]?.n));
}

/** Refused: no session, nobody new, and a row in the log that says why. */
async function expectRefused(
  answer: Answer,
  browser: TestBrowser,
  why: RegExp,
  before: unknown,
): Promise<void> {
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toMatch(/^\/sign-in\?error=sso-/);
  expect(browser.cookies.has("session")).toBe(false);
  expect(await harms()).toEqual(before);
  await expect.poll(async () => (await failures()).at(-1)).toMatch(why);
}

describe("leaving for the provider", () => {
  it("sends state, nonce and an S256 challenge, new ones every time", async () => {
    const [one, other] = [await leave(newBrowser()), await leave(newBrowser())];
    const asked = new URL(one).searchParams;
    expect(one.startsWith(`${provider.realmUrl}/protocol/openid-connect/auth?`)).toBe(true);
    expect(asked.get("response_type")).toBe("code");
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("redirect_uri")).toBe(`${running.stack.hubUrl}/auth/callback`);
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(asked.get(name)).toMatch(/^[\w-]{43,}$/);
      expect(new URL(other).searchParams.get(name)).not.toBe(asked.get(name));
    }
  });

  it("has the provider ask who it is where somebody was refused", async () => {
    const answer = await newBrowser().open("/auth/keycloak?anew=");
    const asked = new URL(String(answer.headers.location)).searchParams;
    expect(asked.get("prompt")).toBe("login");
    expect(new URL(await leave(newBrowser())).searchParams.has("prompt")).toBe(false);
  });

  it("exists only where it is set up", async () => {
    const without = await temporaryStack();
    try {
      const browser = new TestBrowser(without.stack.hubUrl);
      expect((await browser.open("/auth/keycloak")).status).toBe(404);
      expect(await browser.auth.methods.query()).toEqual({ sso: false, simulation: true });
    } finally {
      await without.close();
    }
    expect(await newBrowser().auth.methods.query()).toEqual({ sso: true, simulation: true });
  });
});

describe("coming back", () => {
  it.each([
    [["/admin"], "ADMIN"],
    [["Administrator"], "ADMIN"],
    [["/administrators", "/devops"], "ADMIN"],
    [["/devops"], "DEVOPS"],
    [["dev-ops"], "DEVOPS"],
    [["/staff"], "USER"],
    [["/org/admin"], "USER"],
    [[], "USER"],
  ] as const)("in the groups %j makes a %s", async (groups, role) => {
    const browser = await signInAs({ ...newcomer(), groups: [...groups] });
    expect(await browser.site.me.query()).toMatchObject({ role, kind: "sso" });
  });

  it("leads where the person wanted to go, and nowhere else", async () => {
    for (const [next, to] of [
      ["/nodes?x=1", "/nodes?x=1"],
      ["//evil.example", "/"],
      ["/\\evil.example", "/"],
      ["https://evil.example", "/"],
    ] as const) {
      const browser = newBrowser();
      const back = provider.approve(await leave(browser, next), newcomer());
      expect((await browser.open(back.href)).headers.location).toBe(to);
    }
  });

  it("takes over a change of groups at the next sign-in, and no override is undone by it", async () => {
    const user = newcomer();
    const browser = await signInAs(user);
    const { id: userId } = await browser.site.me.query();
    await signInAs({ ...user, groups: ["/devops"] });
    expect((await browser.site.me.query()).role).toBe("DEVOPS");
    const { site } = running.stack;
    await site.setUserRole.mutate({ userId, role: "ADMIN" });
    await signInAs({ ...user, groups: [] });
    expect((await browser.site.me.query()).role).toBe("ADMIN");
    const row = (await site.users.query()).find(({ id }) => id === userId);
    expect(row).toMatchObject({ role: "ADMIN", mappedRole: "USER", roleOverridden: true });
    expect(await site.resetUserRole.mutate({ userId })).toEqual({ role: "USER" });
    expect((await browser.site.me.query()).role).toBe("USER");
  });

  it("never gets into the local account of the same email address", async () => {
    const local = await testPerson(running.stack, "ADMIN");
    const browser = await signInAs({ sub: "same-mail", email: local.email, groups: [] });
    const me = await browser.site.me.query();
    expect(me).toMatchObject({ email: local.email, role: "USER", kind: "sso" });
    expect(me.id).not.toBe(local.userId);
  });

  it("is the same person by the subject, whatever the email address", async () => {
    const user = newcomer();
    const first = await (await signInAs(user)).site.me.query();
    const later = await (await signInAs({ ...user, email: "new@corp.example" })).site.me.query();
    expect(later).toMatchObject({ id: first.id, email: "new@corp.example" });
  });

  it("is refused to a disabled account", async () => {
    const user = newcomer();
    const browser = await signInAs(user);
    const { id: userId } = await browser.site.me.query();
    await running.stack.site.disableUser.mutate({ userId });
    expect((await statusOf(browser.site.me.query())).status).toBe(401);
    const again = newBrowser();
    const before = await harms();
    const answer = await again.open(provider.approve(await leave(again), user).href);
    expect(answer.headers.location).toBe("/sign-in?error=sso-disabled");
    await expectRefused(answer, again, /disabled/, before);
    const { rows } = await database.execute(
      "select * from audit where action = 'SIGN_IN' and status = 'FAILURE' order by seq desc limit 1",
    );
    expect(rows[0]).toMatchObject({ resource_id: userId, resource_name: "ann@corp.example" });
  });

  it("is known by the email address unless the provider says that it is not verified", async () => {
    for (const [verified, username, email] of [
      [undefined, "Ann.Smith", "ann@corp.example"],
      [true, "Ann.Smith", "ann@corp.example"],
      [false, "Ann.Smith", "ann.smith"],
      [false, "boss@corp.example", "boss@corp.example (not verified)"],
    ] as const) {
      const more = {
        preferred_username: username,
        ...(verified === undefined ? {} : { email_verified: verified }),
      };
      const browser = await signInAs({ ...newcomer(), ...more });
      expect((await browser.site.me.query()).email).toBe(email);
    }
  });

  it("can not forge a line or turn letters round with a name or an address", async () => {
    const name = "Ann\n\u202Egnp.exe";
    const browser = await signInAs({ ...newcomer(), name, email: "ann\u2066@corp.example" });
    expect(await browser.site.me.query()).toMatchObject({
      name: "Ann\uFFFD\uFFFDgnp.exe",
      email: "ann\uFFFD@corp.example",
    });
  });

  it("ends at the provider too when the person signs out", async () => {
    const browser = await signInAs(newcomer());
    const { continueAt } = await browser.auth.signOut.mutate();
    const url = new URL(continueAt ?? "");
    expect(`${url.origin}${url.pathname}`).toBe(
      `${provider.realmUrl}/protocol/openid-connect/logout`,
    );
    expect(url.searchParams.get("id_token_hint")).toMatch(/^eyJ/);
    expect(url.searchParams.get("post_logout_redirect_uri")).toBe(
      `${running.stack.hubUrl}/sign-in`,
    );
  });
});

describe("coming back with what is not to be trusted is refused, audited and harmless:", () => {
  /** Comes back with an address that a test has changed. */
  async function comeBack(change: (back: URL, browser: TestBrowser) => void | Promise<void>) {
    const browser = newBrowser();
    const back = provider.approve(await leave(browser), newcomer());
    const before = await harms();
    await change(back, browser);
    return { answer: await browser.open(back.href), browser, before };
  }

  it.each([
    ["wrong state", (back: URL) => back.searchParams.set("state", "wrong"), /wrong state/],
    ["no state", (back: URL) => back.searchParams.delete("state"), /wrong state/],
    ["no code", (back: URL) => back.searchParams.delete("code"), /no code/],
    ["a code nobody gave", (back: URL) => back.searchParams.set("code", "made-up"), /no token/],
    [
      "a mixed-up provider",
      (back: URL) => back.searchParams.set("iss", "https://other.example/realms/test"),
      /another provider/,
    ],
    [
      "an error of the provider",
      (back: URL) => {
        back.searchParams.delete("code");
        back.searchParams.set("error", "access_denied");
      },
      /access_denied/,
    ],
  ] as const)("%s", async (_name, change, why) => {
    const { answer, browser, before } = await comeBack((back) => change(back));
    await expectRefused(answer, browser, why, before);
  });

  it("a browser that never left", async () => {
    const { answer, browser, before } = await comeBack((_back, one) => one.cookies.clear());
    await expectRefused(answer, browser, /no sign-in was under way/, before);
  });

  it("another browser's way back, which would sign its user into a stranger's account", async () => {
    const attacker = newBrowser();
    const back = provider.approve(await leave(attacker), newcomer());
    const victim = newBrowser();
    await leave(victim);
    const before = await harms();
    await expectRefused(await victim.open(back.href), victim, /wrong state/, before);
  });

  it("no PKCE verifier, or a wrong one", async () => {
    for (const codeVerifier of ["", "wrong"]) {
      const { answer, browser, before } = await comeBack((_back, one) => {
        const kept = JSON.parse(base64url_(one.cookies.get("sso") ?? ""));
        const changed = JSON.stringify({ ...kept, codeVerifier });
        one.cookies.set("sso", Buffer.from(changed).toString("base64url"));
      });
      await expectRefused(answer, browser, /no token|no sign-in was under way/, before);
    }
  });

  it("a code that was used", async () => {
    const browser = newBrowser();
    const back = provider.approve(await leave(browser), newcomer());
    const flow = browser.cookies.get("sso") ?? "";
    await browser.open(back.href);
    browser.cookies.clear();
    const before = await harms();
    await expectRefused(await browser.open(back.href), browser, /no sign-in was under way/, before);
    browser.cookies.set("sso", flow);
    await expectRefused(await browser.open(back.href), browser, /no token/, before);
  });

  const claimed =
    (change: Record<string, unknown>): Forge =>
    (claims, keys) =>
      honest({ ...claims, ...change }, keys);
  const nowSeconds = () => Math.floor(Date.now() / 1000);
  const unsigned: Forge = async (claims) => {
    const part = (value: object) => base64url.encode(JSON.stringify(value));
    return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
  };
  const signedWithPublicKey: Forge = async (claims, { kid }) => {
    const secret = new TextEncoder().encode(await provider.publicKeyPem());
    return new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid }).sign(secret);
  };

  it.each([
    ["the wrong nonce", () => claimed({ nonce: "wrong" }), /wrong nonce/],
    ["no nonce", () => claimed({ nonce: undefined }), /nonce/],
    ["the wrong issuer", () => claimed({ iss: "https://evil.example" }), /"iss"/],
    ["the wrong audience", () => claimed({ aud: "other" }), /"aud"/],
    [
      "another client",
      () => claimed({ aud: ["tidepool", "other"], azp: "other" }),
      /another client/,
    ],
    ["an end that is past", () => claimed({ exp: nowSeconds() - 60 }), /"exp"/],
    ["no end", () => claimed({ exp: undefined }), /"exp"/],
    ["a begin that is far off", () => claimed({ nbf: nowSeconds() + 600 }), /"nbf"/],
    ["no subject", () => claimed({ sub: undefined }), /"sub"/],
    ["the algorithm none", () => unsigned, /alg/i],
    ["HS256, signed with the public key", () => signedWithPublicKey, /alg/i],
    [
      "a key id that nobody has",
      (): Forge => (claims, keys) => honest(claims, { ...keys, kid: "made-up" }),
      /no applicable key/,
    ],
    [
      "a signature of somebody else",
      (): Forge => async (claims, keys) => {
        const token = await honest(claims, keys);
        return `${token.slice(0, -8)}AAAAAAAA`;
      },
      /signature/,
    ],
    ["no token at all", (): Forge => async () => "nonsense", /Invalid Compact JWS|JWS/],
  ] as const)("an ID token with %s", async (_name, forge, why) => {
    provider.forge = forge() as Forge;
    const { answer, browser, before } = await comeBack(() => {});
    await expectRefused(answer, browser, why, before);
  });
});

describe("the provider's keys", () => {
  it("may be rotated: the next sign-in works, however short ago they were asked for", async () => {
    await signInAs(newcomer());
    await provider.rotateKeys();
    await signInAs(newcomer());
  });

  it("are asked for five times a minute at most in a flood of made-up ids", async () => {
    await signInAs(newcomer());
    const asked = provider.keysAsked;
    provider.forge = (claims, keys) => honest(claims, { ...keys, kid: crypto.randomUUID() });
    for (let i = 0; i < 20; i++) {
      const browser = newBrowser();
      await browser.open(provider.approve(await leave(browser), newcomer()).href);
    }
    expect(provider.keysAsked - asked).toBeLessThanOrEqual(5);
  });
});

function base64url_(text: string): string {
  return Buffer.from(text, "base64url").toString("utf8");
}
