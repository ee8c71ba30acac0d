import { randomBytes } from "node:crypto";
import { type Client, createClient } from "@libsql/client/http";
import { decodeProtectedHeader } from "jose";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../stack/port.ts";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { launchBrowser } from "./testing/chromium.ts";
import { emailOf, keycloakRealm, type RealmUser, realmName } from "./testing/keycloak-realm.ts";
import { KeycloakServer } from "./testing/keycloak-server.ts";

const newSecret = () => randomBytes(24).toString("base64url");
const newUser = (username: string, ...groups: string[]): RealmUser => ({
  ...{ username, groups, password: newSecret() },
});
const [amira, dev, uma] = [
  newUser("amira", "/administrators"),
  newUser("dev", "/devops"),
  newUser("uma", "/staff"),
];
const clientId = "tidepool";

let keycloak: KeycloakServer;
let running: TemporaryStack;
let database: Client;
let browser: Browser;

beforeAll(async () => {
  const [port, clientSecret] = [await freePort(), newSecret()];
  [browser, keycloak] = await Promise.all([launchBrowser(), KeycloakServer.start()]);
  const client = { hubUrl: `http://127.0.0.1:${port}`, clientId, clientSecret };
  await keycloak.admin("POST", "", keycloakRealm(client, [amira, dev, uma]));
  running = await temporaryStack({
    port,
    variables: {
      KEYCLOAK_SERVER_URL: keycloak.url,
      KEYCLOAK_REALM: realmName,
      KEYCLOAK_CLIENT_ID: clientId,
      KEYCLOAK_CLIENT_SECRET: clientSecret,
    },
  });
  database = createClient({ url: running.stack.databaseUrl });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await running?.close();
  await keycloak?.stop();
});

const at = (path: string) => `${running.stack.hubUrl}${path}`;
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const ssoButton = (page: Page) => page.getByRole("link", { name: "Sign in with SSO" });

/** A browser of its own, with cookies of its own. */
async function newBrowser(): Promise<Page> {
  return (await browser.newContext()).newPage();
}

/** To Keycloak's own sign-in page. */
async function leave(page: Page): Promise<void> {
  await page.goto(at("/sign-in"));
  await ssoButton(page).click();
  await page.locator("#kc-login").waitFor();
  expect(page.url().startsWith(`${keycloak.url}/realms/${realmName}/`)).toBe(true);
}

async function fillKeycloak(page: Page, { username }: RealmUser, password: string): Promise<void> {
  await page.locator("#username").fill(username);
  await page.locator("#password").fill(password);
  await page.locator("#kc-login").click();
}

/** The whole way in, in a new browser unless told otherwise; ends on the dashboard. */
async function signIn(user: RealmUser, page?: Page): Promise<Page> {
  const taken = page ?? (await newBrowser());
  await leave(taken);
  await fillKeycloak(taken, user, user.password);
  await taken.waitForURL(at("/"));
  return taken;
}

/** The role as the page's header shows it. */
async function shownRole(page: Page, user: RealmUser): Promise<string | null> {
  await page.goto(at("/"));
  await press(page, `Account of ${emailOf(user)}`);
  return page.locator("#user-menu .badge").textContent();
}

/** Who the hub says it is that this browser belongs to; null for nobody. */
async function me(page: Page): Promise<{ id: string; role: string; kind: string } | null> {
  const answer = await page.request.get(at("/trpc/me"));
  return answer.ok() ? (await answer.json()).result.data : null;
}

async function expectRole(page: Page, user: RealmUser, role: string): Promise<void> {
  expect(await shownRole(page, user)).toBe(role);
  expect(await me(page)).toMatchObject({ role, kind: "sso" });
}

async function idOf({ username }: RealmUser): Promise<string> {
  const found = await keycloak.admin<{ id: string }[]>(
    ...["GET", `/${realmName}/users?exact=true&username=${username}`],
  );
  return found[0]?.id ?? "";
}

/** Moves a user from one group to another, at Keycloak. */
async function moveAtKeycloak(user: RealmUser, from: string, to: string): Promise<void> {
  const groups = await keycloak.admin<{ id: string; name: string }[]>(
    ...["GET", `/${realmName}/groups`],
  );
  const path = async (name: string) => {
    const group = groups.find((one) => one.name === name)?.id;
    return `/${realmName}/users/${await idOf(user)}/groups/${group}`;
  };
  await keycloak.admin("DELETE", await path(from));
  await keycloak.admin("PUT", await path(to));
}

/** The key with which the realm signed the newest session's ID token. */
async function newestKeyId(): Promise<string | undefined> {
  const { rows } = await database.execute(
    "select id_token from sessions where id_token is not null order by created_at_ms desc limit 1",
  );
  return decodeProtectedHeader(String(rows[0]?.id_token)).kid;
}

/** An administrator opens what can be done with somebody's account. */
async function manage(admin: Page, user: RealmUser): Promise<void> {
  await admin.goto(at("/admin/users"));
  await press(admin, `Manage ${emailOf(user)}`);
}

describe("through a real Keycloak", () => {
  it.each([
    { user: amira, role: "ADMIN" },
    { user: dev, role: "DEVOPS" },
    { user: uma, role: "USER" },
  ])("$user.username signs in, and is $role by the groups", async ({ user, role }) => {
    await expectRole(await signIn(user), user, role);
  });

  it("nobody signs in with a wrong password, and the right one works afterwards", async () => {
    const page = await newBrowser();
    await leave(page);
    await fillKeycloak(page, dev, "not the password");
    await page.getByText("Invalid username or password").first().waitFor();
    expect(await me(page)).toBeNull();
    await fillKeycloak(page, dev, dev.password);
    await page.waitForURL(at("/"));
    expect(await me(page)).toMatchObject({ role: "DEVOPS" });
  });

  it("the page that was asked for is the one that is shown", async () => {
    const page = await newBrowser();
    await page.goto(at("/settings"));
    await page.waitForURL(at("/sign-in?next=%2Fsettings"));
    await ssoButton(page).click();
    await fillKeycloak(page, dev, dev.password);
    await page.waitForURL(at("/settings"));
    await page.getByText("Through your organization's identity provider (SSO)").waitFor();
  });

  it("signing out ends the session at Keycloak too", async () => {
    const page = await signIn(dev);
    await press(page, `Account of ${emailOf(dev)}`);
    await press(page, "Sign out");
    await page.waitForURL(at("/sign-in"));
    expect(await me(page)).toBeNull();
    await leave(page);
  });

  it("signing out works where Keycloak had ended its session before", async () => {
    const page = await signIn(dev);
    await keycloak.admin("POST", `/${realmName}/users/${await idOf(dev)}/logout`);
    await press(page, `Account of ${emailOf(dev)}`);
    await press(page, "Sign out");
    await page.waitForURL(at("/sign-in"));
    expect(await me(page)).toBeNull();
  });

  it("who signed out of the hub only comes back without a password", async () => {
    const page = await signIn(dev);
    await page.context().clearCookies({ name: "session" });
    await page.goto(at("/sign-in"));
    await ssoButton(page).click();
    await page.waitForURL(at("/"));
    await expectRole(page, dev, "DEVOPS");
  });
});

describe("roles", () => {
  it("follow the groups at the next sign-in, and not before", async () => {
    const before = await signIn(uma);
    await moveAtKeycloak(uma, "staff", "devops");
    await expectRole(before, uma, "USER");
    await expectRole(await signIn(uma), uma, "DEVOPS");
    await expectRole(before, uma, "DEVOPS");
  });

  it("that an administrator set hold over a sign-in, until they are reset", async () => {
    const admin = await signIn(amira);
    await manage(admin, uma);
    await admin.getByLabel("Role").selectOption("ADMIN");
    await press(admin, "Change role");
    await admin.getByText(`${emailOf(uma)} is ADMIN now.`).waitFor();
    await moveAtKeycloak(uma, "devops", "staff");
    const page = await signIn(uma);
    await expectRole(page, uma, "ADMIN");

    await manage(admin, uma);
    await press(admin, "Reset to USER");
    await admin.getByText(`${emailOf(uma)} is USER now, as the groups give.`).waitFor();
    await expectRole(page, uma, "USER");
    await expectRole(await signIn(uma), uma, "USER");
  });
});

describe("the realm's keys", () => {
  it("may be rotated without a restart of the hub", async () => {
    await signIn(dev);
    const before = await newestKeyId();
    await keycloak.admin("POST", `/${realmName}/components`, {
      name: "new key",
      providerId: "rsa-generated",
      providerType: "org.keycloak.keys.KeyProvider",
      config: { priority: ["1000"], active: ["true"], enabled: ["true"], algorithm: ["RS256"] },
    });
    await expectRole(await signIn(dev), dev, "DEVOPS");
    expect(await newestKeyId()).not.toBe(before);
  });
});

describe("who is disabled in the hub", () => {
  it("is refused at the next sign-in, with a sentence", async () => {
    const admin = await signIn(amira);
    await manage(admin, uma);
    await press(admin, "Disable");
    await press(admin, `Disable ${emailOf(uma)}`);
    await admin.getByText(`${emailOf(uma)} is disabled and signed out.`).waitFor();
    const page = await newBrowser();
    await leave(page);
    await fillKeycloak(page, uma, uma.password);
    await page.waitForURL(at("/sign-in?error=sso-disabled"));
    await page.getByRole("alert").getByText("Your account is disabled").waitFor();
    expect(await me(page)).toBeNull();
  });
});

describe("a hub without the variables", () => {
  it("has no button for it", async () => {
    const without = await temporaryStack();
    try {
      const page = await newBrowser();
      const answered = page.waitForResponse((answer) => answer.url().includes("/auth/methods"));
      await page.goto(`${without.stack.hubUrl}/sign-in`);
      await answered;
      await page.getByText("This is a demonstration").waitFor();
      expect(await ssoButton(page).count()).toBe(0);
    } finally {
      await without.close();
    }
  });
});
