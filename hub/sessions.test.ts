import { type Client, createClient } from "@libsql/client/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { send, TestBrowser } from "./testing/test-browser.ts";
import { goodPassword, signedIn, statusOf, testPerson } from "./testing/test-people.ts";

let running: TemporaryStack;
let database: Client;

beforeAll(async () => {
  running = await temporaryStack();
  database = createClient({ url: running.stack.databaseUrl });
});
afterAll(() => running.close());

const hubUrl = () => running.stack.hubUrl;

async function lastAudit(action: string) {
  const { rows } = await database.execute({
    sql: "select * from audit where action = ? order by seq desc limit 1",
    args: [action],
  });
  return rows[0];
}

describe("signing in", () => {
  it("gives a cookie that no script and no other site can use, and keeps only its hash", async () => {
    const person = await testPerson(running.stack, "USER");
    const answer = await send(`${hubUrl()}/auth/signIn`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: hubUrl() },
      body: JSON.stringify({ email: person.email, password: person.password }),
      from: "127.0.4.1",
    });
    expect(answer.status).toBe(200);
    const [cookie = ""] = [answer.headers["set-cookie"] ?? []].flat();
    expect(cookie).toMatch(/^session=session_[\w-]{43};/);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Path=\//);
    const token = cookie.split(";")[0]?.split("=")[1] ?? "";
    const { rows } = await database.execute("select * from sessions");
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it("is in the audit log with who, from where, and how it went", async () => {
    const person = await testPerson(running.stack, "DEVOPS");
    const browser = new TestBrowser(hubUrl(), "127.0.4.2");
    await browser.signIn(person);
    expect(await lastAudit("SIGN_IN")).toMatchObject({
      actor_id: person.userId,
      actor_email: person.email,
      actor_role: "DEVOPS",
      category: "AUTH",
      resource_type: "user",
      address: "127.0.4.2",
      status: "SUCCESS",
    });
    const wrong = browser.auth.signIn.mutate({ email: person.email, password: "wrong" });
    expect(await statusOf(wrong)).toEqual({
      status: 401,
      message: "The email address or the password is wrong.",
    });
    await expect
      .poll(() => lastAudit("SIGN_IN"))
      .toMatchObject({
        status: "FAILURE",
        resource_id: person.userId,
        error: "wrong password",
        address: "127.0.4.2",
      });
  });

  it("answers alike for an unknown address, a wrong password and a disabled account", async () => {
    const person = await testPerson(running.stack, "USER");
    await running.stack.site.disableUser.mutate({ userId: person.userId });
    const browser = new TestBrowser(hubUrl(), "127.0.4.3");
    const tries = [
      { email: "nobody@test.example", password: goodPassword },
      { email: person.email, password: "wrong" },
      { email: person.email, password: person.password },
    ];
    const answers = [];
    for (const one of tries) answers.push(await statusOf(browser.auth.signIn.mutate(one)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.status).toBe(401);
  });

  it("is the same for an address in other letters", async () => {
    const person = await testPerson(running.stack, "USER");
    const email = ` ${person.email.toUpperCase()} `;
    const browser = await new TestBrowser(hubUrl(), "127.0.4.4").signIn({ ...person, email });
    expect((await browser.site.me.query()).email).toBe(person.email);
  });

  it("starts a session under a new token, and ends the one the browser came with", async () => {
    const browser = await signedIn(running.stack, await testPerson(running.stack, "USER"));
    const planted = browser.cookieHeader;
    await browser.signIn(await testPerson(running.stack, "USER"));
    expect(browser.cookieHeader).not.toBe(planted);
    const answer = await send(`${hubUrl()}/trpc/me`, { headers: { cookie: planted } });
    expect(answer.status).toBe(401);
  });

  it("does not take a token that somebody made up", async () => {
    const cookie = `session=session_${"A".repeat(43)}`;
    expect((await send(`${hubUrl()}/trpc/me`, { headers: { cookie } })).status).toBe(401);
    const person = await testPerson(running.stack, "USER");
    const fixed = new TestBrowser(hubUrl(), "127.0.4.5");
    fixed.cookies.set("session", `session_${"A".repeat(43)}`);
    await fixed.signIn(person);
    expect(fixed.cookies.get("session")).not.toBe(`session_${"A".repeat(43)}`);
  });

  it("leads a visitor without a session to the sign-in page, and back", async () => {
    const page = await send(`${hubUrl()}/?a=b`);
    expect(page.status).toBe(303);
    expect(page.headers.location).toBe("/sign-in?next=%2F%3Fa%3Db");
    expect((await send(`${hubUrl()}/sign-in`)).status).toBe(200);
  });

  it("does without cookies that other programs left behind, however broken", async () => {
    const browser = await signedIn(running.stack, await testPerson(running.stack, "USER"));
    const cookie = `broken=%; ${browser.cookieHeader}; x`;
    expect((await send(`${hubUrl()}/trpc/me`, { headers: { cookie } })).status).toBe(200);
  });
});

describe("a session", () => {
  it("is not opened by what a stolen database holds", async () => {
    const person = await testPerson(running.stack, "ADMIN");
    await signedIn(running.stack, person);
    const { rows } = await database.execute({
      sql: "select id from sessions where user_id = ?",
      args: [person.userId],
    });
    const id = String(rows[0]?.id);
    for (const value of [id, `session_${id}`]) {
      const answer = await send(`${hubUrl()}/trpc/me`, { headers: { cookie: `session=${value}` } });
      expect(answer.status).toBe(401);
    }
  });

  it("ends with signing out: its cookie is no good any more, for reads and for writes", async () => {
    const browser = await signedIn(running.stack, await testPerson(running.stack, "ADMIN"));
    const cookie = browser.cookieHeader;
    expect(await browser.auth.signOut.mutate()).toEqual({ continueAt: null });
    expect(browser.cookieHeader).toBe("");
    expect((await send(`${hubUrl()}/trpc/me`, { headers: { cookie } })).status).toBe(401);
    const write = await send(`${hubUrl()}/trpc/createEnrolmentToken`, {
      method: "POST",
      headers: { cookie, origin: hubUrl(), "content-type": "application/json" },
      body: JSON.stringify({ region: null }),
    });
    expect(write.status).toBe(401);
  });

  it("that has lasted its full time is not listed, however busy it was", async () => {
    const person = await testPerson(running.stack, "USER");
    const here = await signedIn(running.stack, person);
    await signedIn(running.stack, person);
    const [{ id: current } = { id: "" }] = (await here.site.sessions.query()).filter(
      (row) => row.current,
    );
    await database.execute({
      sql: "update sessions set created_at_ms = 1 where user_id = ? and id <> ?",
      args: [person.userId, current],
    });
    expect((await here.site.sessions.query()).map(({ id }) => id)).toEqual([current]);
  });

  it("ends everywhere when the person says so", async () => {
    const person = await testPerson(running.stack, "USER");
    const [here, there] = [
      await signedIn(running.stack, person),
      await signedIn(running.stack, person),
    ];
    expect(await here.site.sessions.query()).toHaveLength(2);
    await here.auth.signOutEverywhere.mutate();
    expect((await statusOf(there.site.me.query())).status).toBe(401);
  });

  it("can be ended by its owner from another one, and by nobody else", async () => {
    const person = await testPerson(running.stack, "USER");
    const [here, there] = [
      await signedIn(running.stack, person),
      await signedIn(running.stack, person),
    ];
    const other = (await here.site.sessions.query()).find(({ current }) => !current);
    const stranger = await signedIn(running.stack, await testPerson(running.stack, "ADMIN"));
    const sessionId = other?.id ?? "";
    expect((await statusOf(stranger.site.endSession.mutate({ sessionId }))).status).toBe(404);
    expect((await statusOf(there.site.me.query())).status).toBe(200);
    await here.site.endSession.mutate({ sessionId });
    expect((await statusOf(there.site.me.query())).status).toBe(401);
  });

  it("ends, but for the one in use, with a change of the password", async () => {
    const person = await testPerson(running.stack, "USER");
    const [here, there] = [
      await signedIn(running.stack, person),
      await signedIn(running.stack, person),
    ];
    const change = (currentPassword: string) =>
      here.auth.changePassword.mutate({ currentPassword, newPassword: "another good password" });
    expect((await statusOf(change("wrong"))).status).toBe(403);
    await change(person.password);
    expect((await statusOf(here.site.me.query())).status).toBe(200);
    expect((await statusOf(there.site.me.query())).status).toBe(401);
    const browser = new TestBrowser(hubUrl(), "127.0.4.6");
    expect((await statusOf(browser.auth.signIn.mutate(person))).status).toBe(401);
    await browser.signIn({ ...person, password: "another good password" });
  });

  it("whose password was just reset is not told to look for it at the identity provider", async () => {
    const person = await testPerson(running.stack, "USER");
    const browser = await signedIn(running.stack, person);
    await database.execute({
      sql: "update users set password_hash = null where id = ?",
      args: [person.userId],
    });
    const change = browser.auth.changePassword.mutate({
      ...{ currentPassword: person.password, newPassword: "another good password" },
    });
    expect(await statusOf(change)).toMatchObject({
      status: 409,
      message: expect.stringMatching(/^Your password was reset/),
    });
  });

  it("loses a right on the next call, read or write, and its open page within 15 s", async () => {
    const person = await testPerson(running.stack, "ADMIN");
    const browser = await signedIn(running.stack, person);
    const page = await browser.openLive();
    await running.stack.site.setUserRole.mutate({ userId: person.userId, role: "USER" });
    expect((await statusOf(browser.site.users.query())).status).toBe(403);
    const write = browser.site.createEnrolmentToken.mutate({ region: null });
    expect((await statusOf(write)).status).toBe(403);
    await expect.poll(() => page.readyState, { timeout: 15_000 }).not.toBe(WebSocket.OPEN);
  });

  it("ends with the account being disabled, and so does its open page", async () => {
    const person = await testPerson(running.stack, "DEVOPS");
    const browser = await signedIn(running.stack, person);
    const page = await browser.openLive();
    await running.stack.site.disableUser.mutate({ userId: person.userId });
    expect((await statusOf(browser.site.me.query())).status).toBe(401);
    await expect.poll(() => page.readyState, { timeout: 15_000 }).not.toBe(WebSocket.OPEN);
    await running.stack.site.enableUser.mutate({ userId: person.userId });
    expect((await statusOf(browser.site.me.query())).status).toBe(401);
    await signedIn(running.stack, person);
  });
});

describe("one-time links", () => {
  it("set a password once, and none that is short", async () => {
    const link = await running.stack.site.createUser.mutate({
      email: "once@test.example",
      name: "Once",
      role: "USER",
    });
    const secret = link.path.split("#")[1] ?? "";
    const browser = new TestBrowser(hubUrl(), "127.0.4.7");
    const set = (password: string) => browser.auth.setPassword.mutate({ link: secret, password });
    expect((await statusOf(set("short"))).status).toBe(400);
    await set(goodPassword);
    expect((await statusOf(set(goodPassword))).status).toBe(401);
    const { rows } = await database.execute("select * from one_time_links");
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it("replace the password and the sessions that were there", async () => {
    const person = await testPerson(running.stack, "USER");
    const browser = await signedIn(running.stack, person);
    const link = await running.stack.site.resetPassword.mutate({ userId: person.userId });
    expect((await statusOf(browser.site.me.query())).status).toBe(401);
    const fresh = new TestBrowser(hubUrl(), "127.0.4.8");
    expect((await statusOf(fresh.auth.signIn.mutate(person))).status).toBe(401);
    const password = "yet another password";
    await fresh.auth.setPassword.mutate({ link: link.path.split("#")[1] ?? "", password });
    await fresh.signIn({ ...person, password });
  });

  it("for an administrator need the deployment's setup token", async () => {
    const browser = new TestBrowser(hubUrl(), "127.0.4.9");
    const ask = (setupToken: string) =>
      browser.auth.createAdministrator.mutate({
        ...{ setupToken, email: "root@test.example", name: "Root" },
      });
    const { status, message } = await statusOf(ask("guessed"));
    expect(status).toBe(401);
    expect(message).toMatch(/set its secret SETUP_TOKEN, of 32 characters or more/);
    expect(await running.stack.site.users.query()).not.toContainEqual(
      expect.objectContaining({ email: "root@test.example" }),
    );
  });
});
