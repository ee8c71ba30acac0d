import { type Client, createClient } from "@libsql/client/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { send } from "./testing/test-browser.ts";
import { agentClient, heartbeat, registration, testNode } from "./testing/test-node.ts";
import { signedIn, statusOf, testPerson } from "./testing/test-people.ts";

let running: TemporaryStack;
let database: Client;

beforeAll(async () => {
  running = await temporaryStack();
  database = createClient({ url: running.stack.databaseUrl });
});
afterAll(() => running.close());

const site = () => running.stack.site;

describe("users", () => {
  it("are listed with their state, without anything of their password", async () => {
    const person = await testPerson(running.stack, "DEVOPS");
    const invited = await site().createUser.mutate({
      ...{ email: "Invited@Test.Example", name: "Invited", role: "USER" },
    });
    const users = await site().users.query();
    expect(users).toContainEqual(
      expect.objectContaining({ id: person.userId, role: "DEVOPS", hasPassword: true }),
    );
    expect(users).toContainEqual(
      expect.objectContaining({
        ...{ id: invited.userId, email: "invited@test.example", hasPassword: false },
      }),
    );
    expect(JSON.stringify(users)).not.toContain("scrypt");
  });

  it("have one local account for an address, whatever its letters", async () => {
    await site().createUser.mutate({ email: "twice@test.example", name: "A", role: "USER" });
    const again = site().createUser.mutate({
      email: "TWICE@test.example",
      name: "B",
      role: "ADMIN",
    });
    expect((await statusOf(again)).status).toBe(409);
  });

  it("are made once, of many that are asked for at once", async () => {
    const asked = Array.from({ length: 10 }, () =>
      statusOf(site().createUser.mutate({ email: "race@test.example", name: "R", role: "USER" })),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it("that are local have no groups to go back to", async () => {
    const { userId } = await testPerson(running.stack, "USER");
    expect((await statusOf(site().resetUserRole.mutate({ userId }))).status).toBe(409);
  });

  it("that are deleted are gone with their sessions and tokens, and stay in the log", async () => {
    const person = await testPerson(running.stack, "ADMIN");
    const browser = await signedIn(running.stack, person);
    const { token } = await browser.site.createApiToken.mutate({ name: "gone", role: "ADMIN" });
    await site().deleteUser.mutate({ userId: person.userId });
    expect((await statusOf(browser.site.me.query())).status).toBe(401);
    const headers = { authorization: `Bearer ${token}` };
    expect((await send(`${running.stack.hubUrl}/trpc/me`, { headers })).status).toBe(401);
    const { rows } = await site().audit.query({ user: person.email });
    expect(rows.map(({ action }) => action)).toContain("CREATE_API_TOKEN");
  });
});

describe("the last active ADMIN", () => {
  it("can not be demoted, disabled, deleted or left without a password, by anybody", async () => {
    const alone = await temporaryStack();
    try {
      const { site: hub, accounts } = alone.stack;
      const admins = (await hub.users.query()).filter(({ role }) => role === "ADMIN");
      expect(admins.map(({ email }) => email)).toEqual([accounts[0]?.email]);
      const userId = admins[0]?.id ?? "";
      // One who never set a password, and one who is disabled, could not help.
      await hub.createUser.mutate({ email: "new@test.example", name: "New", role: "ADMIN" });
      const other = await testPerson(alone.stack, "ADMIN");
      await hub.disableUser.mutate({ userId: other.userId });
      for (const act of [
        () => hub.setUserRole.mutate({ userId, role: "DEVOPS" }),
        () => hub.disableUser.mutate({ userId }),
        () => hub.deleteUser.mutate({ userId }),
        () => hub.resetPassword.mutate({ userId }),
      ]) {
        const { status, message } = await statusOf(act());
        expect(status).toBe(409);
        expect(message).toMatch(/is the last active ADMIN and can not be/);
      }
      await hub.enableUser.mutate({ userId: other.userId });
      const both = [userId, other.userId].map((id) =>
        statusOf(hub.setUserRole.mutate({ userId: id, role: "USER" })),
      );
      const statuses = (await Promise.all(both)).map(({ status }) => status);
      // Whichever came first: the other one had no right to go on, or was the last.
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    } finally {
      await alone.close();
    }
  });
});

describe("API tokens", () => {
  const call = (token: string, path: string, body?: object) =>
    send(`${running.stack.hubUrl}/trpc/${path}`, {
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
    });

  it("are shown once, kept as a hash, and tell when they were last used", async () => {
    const made = await site().createApiToken.mutate({
      name: "ci",
      role: "DEVOPS",
      expiresInDays: 1,
    });
    expect(made.token).toMatch(/^api_[\w-]{43}$/);
    const { rows } = await database.execute("select * from api_tokens");
    expect(JSON.stringify(rows)).not.toContain(made.token);
    const find = async () => (await site().apiTokens.query()).find(({ id }) => id === made.tokenId);
    expect((await find())?.lastUsedAtMs).toBeNull();
    expect((await call(made.token, "overview")).status).toBe(200);
    await expect.poll(async () => (await find())?.lastUsedAtMs).not.toBeNull();
  });

  it("may no more than their role, and no more than who made them", async () => {
    const person = await testPerson(running.stack, "ADMIN");
    const browser = await signedIn(running.stack, person);
    const { token } = await browser.site.createApiToken.mutate({ name: "bound", role: "ADMIN" });
    expect((await call(token, "users")).status).toBe(200);
    await site().setUserRole.mutate({ userId: person.userId, role: "USER" });
    expect((await call(token, "users")).status).toBe(403);
    expect((await call(token, "createEnrolmentToken", { region: null })).status).toBe(403);
    expect((await call(token, "overview")).status).toBe(200);
  });

  it("end with their revocation and with their time", async () => {
    const { token, tokenId } = await site().createApiToken.mutate({ name: "brief", role: "USER" });
    await site().revokeApiToken.mutate({ tokenId });
    expect((await call(token, "me")).status).toBe(401);
    expect((await statusOf(site().revokeApiToken.mutate({ tokenId }))).status).toBe(404);
    const old = await site().createApiToken.mutate({ name: "old", role: "USER" });
    await database.execute({
      sql: "update api_tokens set expires_at_ms = 1 where id = ?",
      args: [old.tokenId],
    });
    expect((await call(old.token, "me")).status).toBe(401);
  });

  it("end for good with the account being disabled, and with a reset of the password", async () => {
    for (const act of [
      async (userId: string) => {
        await site().disableUser.mutate({ userId });
        await site().enableUser.mutate({ userId });
      },
      (userId: string) => site().resetPassword.mutate({ userId }),
    ]) {
      const person = await testPerson(running.stack, "ADMIN");
      const browser = await signedIn(running.stack, person);
      const made = await browser.site.createApiToken.mutate({ name: "theirs", role: "USER" });
      expect((await call(made.token, "me")).status).toBe(200);
      await act(person.userId);
      expect((await call(made.token, "me")).status).toBe(401);
      const row = (await site().apiTokens.query()).find(({ id }) => id === made.tokenId);
      expect(row?.revokedAtMs).not.toBeNull();
    }
  });

  it("that are valid are listed first, whatever the number of newer ones that are not", async () => {
    const { tokenId } = await site().createApiToken.mutate({ name: "old", role: "USER" });
    const ids = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 250)";
    await database.execute({
      sql: `insert into api_tokens (id, name, token_hash, user_id, role, created_at_ms, expires_at_ms, revoked_at_ms)
        ${ids} select 'dead ' || i, 'dead', 'dead ' || i, user_id, role, created_at_ms + i,
        case when i % 2 then 1 else expires_at_ms end, iif(i % 2, null, 1)
        from api_tokens, n where api_tokens.id = ?`,
      args: [tokenId],
    });
    const rows = await site().apiTokens.query();
    const isDead = rows.map((row) => row.revokedAtMs !== null || row.expiresAtMs <= Date.now());
    expect(rows.map(({ id }) => id)).toContain(tokenId);
    expect(isDead).toEqual(isDead.toSorted((a, b) => Number(a) - Number(b)));
    expect(isDead.filter(Boolean)).toHaveLength(200);
  });

  it("are named in the audit log beside who made them", async () => {
    const person = await testPerson(running.stack, "ADMIN");
    const browser = await signedIn(running.stack, person);
    const made = await browser.site.createApiToken.mutate({ name: "robot", role: "ADMIN" });
    await call(made.token, "createEnrolmentToken", { region: null });
    const { rows } = await site().audit.query({
      user: person.email,
      action: "CREATE_ENROLMENT_TOKEN",
    });
    expect(JSON.parse(rows[0]?.details ?? "{}")).toMatchObject({ apiToken: "robot" });
  });

  it("are not passed over for the cookie beside them", async () => {
    const browser = await signedIn(running.stack, await testPerson(running.stack, "ADMIN"));
    const headers = { cookie: browser.cookieHeader, authorization: "Bearer api_wrong" };
    expect((await send(`${running.stack.hubUrl}/trpc/me`, { headers })).status).toBe(401);
  });
});

describe("enrolment tokens", () => {
  it("register as many nodes as they say, and not one more", async () => {
    const { token } = await site().createEnrolmentToken.mutate({ region: null, maxUses: 3 });
    const hub = agentClient(running.stack.hubUrl, null);
    const names = Array.from({ length: 8 }, (_, i) => `many-${i}`);
    const answers = await Promise.all(
      names.map((name) => statusOf(hub.register.mutate(registration(token, name)))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    const row = (await site().enrolmentTokens.query()).find(({ maxUses }) => maxUses === 3);
    expect(row).toMatchObject({ uses: 3, revokedAtMs: null });
  });

  it("that are valid are listed first, whatever the number of newer ones that are not", async () => {
    const { tokenId } = await site().createEnrolmentToken.mutate({ region: null });
    const ids = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 300)";
    await database.execute({
      sql: `insert into enrolment_tokens (id, token_hash, created_at_ms, expires_at_ms, uses, max_uses, revoked_at_ms)
        ${ids} select 'dead ' || i, 'dead ' || i, created_at_ms + i,
        iif(i % 3, expires_at_ms, 1), iif(i % 3 = 1, max_uses, 0), max_uses, iif(i % 3 = 2, 1, null)
        from enrolment_tokens, n where enrolment_tokens.id = ?`,
      args: [tokenId],
    });
    const rows = await site().enrolmentTokens.query();
    const found = rows.findIndex(({ id }) => id === tokenId);
    expect(found).toBeGreaterThanOrEqual(0);
    const dead = rows.filter(({ id }) => id.startsWith("dead"));
    expect(rows.slice(0, found).filter((row) => dead.includes(row))).toEqual([]);
    expect(rows.length).toBeLessThan(300);
  });

  it("that are revoked register nobody; who registered stays", async () => {
    const made = await site().createEnrolmentToken.mutate({ region: null, maxUses: 2 });
    const hub = agentClient(running.stack.hubUrl, null);
    const { apiKey } = await hub.register.mutate(registration(made.token, "before"));
    await site().revokeEnrolmentToken.mutate({ tokenId: made.tokenId });
    const late = hub.register.mutate(registration(made.token, "after"));
    expect((await statusOf(late)).status).toBe(401);
    const beat = agentClient(running.stack.hubUrl, apiKey).heartbeat.mutate(heartbeat());
    expect((await statusOf(beat)).status).toBe(200);
  });
});

describe("a node's key", () => {
  it("is replaced on command, both good in the overlap, and none lost", async () => {
    const node = await testNode(running.stack, "rotates");
    expect((await node.hub.heartbeat.mutate(heartbeat())).keyRotationNeeded).toBe(false);
    expect((await statusOf(node.hub.rotateKey.mutate())).status).toBe(409);
    await site().rotateNodeKey.mutate({ nodeId: node.nodeId });
    expect((await node.hub.heartbeat.mutate(heartbeat())).keyRotationNeeded).toBe(true);
    const lost = await node.hub.rotateKey.mutate();
    const given = await node.hub.rotateKey.mutate();
    const withKey = (key: string) => agentClient(running.stack.hubUrl, key).heartbeat;
    expect((await statusOf(withKey(lost.apiKey).mutate(heartbeat()))).status).toBe(401);
    expect((await node.hub.heartbeat.mutate(heartbeat())).keyRotationNeeded).toBe(true);
    expect((await withKey(given.apiKey).mutate(heartbeat())).keyRotationNeeded).toBe(false);
    expect((await statusOf(node.hub.heartbeat.mutate(heartbeat()))).status).toBe(200);
    // The overlap is over.
    await database.execute({
      sql: "update node_keys set expires_at_ms = 1 where node_id = ? and expires_at_ms is not null",
      args: [node.nodeId],
    });
    await running.stack.part("hub").kill();
    running.stack.part("hub").start();
    await expect
      .poll(() => statusOf(withKey(given.apiKey).mutate(heartbeat())))
      .toMatchObject({ status: 200 });
    expect((await statusOf(node.hub.heartbeat.mutate(heartbeat()))).status).toBe(401);
    const { rows } = await database.execute("select * from node_keys");
    expect(JSON.stringify(rows)).not.toContain("ask_");
  });

  it("that is revoked counts no more on the next call, the second one neither", async () => {
    const node = await testNode(running.stack, "revoked");
    await site().rotateNodeKey.mutate({ nodeId: node.nodeId });
    const { apiKey } = await node.hub.rotateKey.mutate();
    await site().revokeNodeKeys.mutate({ nodeId: node.nodeId });
    for (const key of [node.apiKey, apiKey]) {
      const beat = agentClient(running.stack.hubUrl, key).heartbeat.mutate(heartbeat());
      expect((await statusOf(beat)).status).toBe(401);
    }
  });
});

describe("a USER", () => {
  it("sees a node without its config, which holds what only DEVOPS may see", async () => {
    const node = await testNode(running.stack, "seen");
    const yaml = "pools: []";
    await site().publishConfig.mutate({ nodeId: node.nodeId, yaml, expectedRevision: 0 });
    const user = await signedIn(running.stack, await testPerson(running.stack, "USER"));
    expect((await user.site.node.query({ nodeId: node.nodeId })).config).toBeNull();
    const devops = await signedIn(running.stack, await testPerson(running.stack, "DEVOPS"));
    expect((await devops.site.node.query({ nodeId: node.nodeId })).config?.yaml).toBe(yaml);
  });
});
