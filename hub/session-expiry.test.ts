import { setTimeout as sleep } from "node:timers/promises";
import { type Client, createClient } from "@libsql/client/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { until } from "../stack/wait.ts";
import { send, type TestBrowser } from "./testing/test-browser.ts";
import { signedIn, statusOf, testPerson } from "./testing/test-people.ts";

const idleMs = 4_000;
const totalMs = 11_000;
/** From the end of a session to the end of its open page. */
const closing = { timeoutMs: 15_000 };
/** A busy machine answers late. */
const tolerableMs = 4_000;

let running: TemporaryStack;
let database: Client;

beforeAll(async () => {
  running = await temporaryStack({
    variables: { SESSION_IDLE_MINUTES: `${idleMs / 60_000}`, SESSION_HOURS: `${totalMs / 3.6e6}` },
  });
  database = createClient({ url: running.stack.databaseUrl });
  await haveOldRows();
});
afterAll(() => running.close());

const dayMs = 24 * 3_600_000;
const hubUrl = () => running.stack.hubUrl;

/** Rows that expired at various times, put in while the hub is away, and the hub is back. */
async function haveOldRows(): Promise<void> {
  await running.stack.part("hub").kill();
  const { rows } = await database.execute("select id from users limit 1");
  const userId = String(rows[0]?.id);
  const ages = { old: dayMs + 60_000, ancient: 400 * dayMs, recent: dayMs - 600_000 };
  for (const [id, ageMs] of Object.entries(ages)) {
    const atMs = Date.now() - ageMs;
    await database.batch([
      {
        sql: "insert into sessions (id, user_id, created_at_ms, active_at_ms, expires_at_ms) values (?, ?, 1, 1, ?)",
        args: [id, userId, atMs],
      },
      {
        sql: "insert into one_time_links (id, token_hash, user_id, created_at_ms, expires_at_ms) values (?, ?, ?, 1, ?)",
        args: [id, id, userId, atMs],
      },
    ]);
  }
  running.stack.part("hub").start();
  await until("the hub to answer", async () => (await send(`${hubUrl()}/healthz`)).status === 200);
}

interface SignedIn {
  browser: TestBrowser;
  /** Just before the session began. */
  sinceMs: number;
}

async function signInAnew(): Promise<SignedIn> {
  const person = await testPerson(running.stack, "USER");
  const sinceMs = Date.now();
  return { browser: await signedIn(running.stack, person), sinceMs };
}

/** A call that would change something. */
const change = (browser: TestBrowser) =>
  statusOf(browser.site.endSession.mutate({ sessionId: "0".repeat(64) }));
const isIn = async (browser: TestBrowser) => (await statusOf(browser.site.me.query())).status;

/** Does something again and again until the session is over; ms from the sign-in to its end. */
async function lifetime({ browser, sinceMs }: SignedIn, everyMs: number, act: () => unknown) {
  while ((await isIn(browser)) === 200) {
    expect(Date.now() - sinceMs).toBeLessThan(totalMs + tolerableMs);
    await act();
    await sleep(everyMs);
  }
  return Date.now() - sinceMs;
}

describe.concurrent("a session", () => {
  it("ends without activity, whatever the page fetches by itself, and its open page too", async () => {
    const session = await signInAnew();
    const { browser } = session;
    const page = await browser.openLive();
    const livedMs = await lifetime(session, 250, () => {
      page.send("ping");
      return Promise.allSettled([
        browser.site.overview.query(),
        browser.site.nodes.query(),
        browser.site.sessions.query(),
        browser.open("/sign-in"),
      ]);
    });
    expect(livedMs).toBeGreaterThanOrEqual(idleMs);
    expect(livedMs).toBeLessThan(idleMs + tolerableMs);
    expect((await statusOf(browser.auth.touch.mutate())).status).toBe(401);
    expect((await change(browser)).status).toBe(401);
    expect((await browser.open("/")).status).toBe(303);
    expect(await isIn(browser)).toBe(401);
    await expect(browser.openLive()).rejects.toThrow();
    await until("the open page to be closed", () => page.readyState !== WebSocket.OPEN, closing);
  });

  it("goes on while its person opens pages, and ends once that stops", async () => {
    const session = await signInAnew();
    let openedAtMs = 0;
    for (let i = 0; i < 3; i++) {
      await sleep(1_500);
      openedAtMs = Date.now();
      expect((await session.browser.open("/")).status).toBe(200);
    }
    const livedMs = await lifetime({ ...session, sinceMs: openedAtMs }, 250, () => {});
    expect(livedMs).toBeGreaterThanOrEqual(idleMs - 1_500);
    expect(livedMs).toBeLessThan(idleMs + tolerableMs);
  });

  it("goes on while its person changes something", async () => {
    const { browser } = await signInAnew();
    for (let i = 0; i < 3; i++) {
      await sleep(1_500);
      expect((await change(browser)).status).toBe(404);
    }
  });

  it("ends after its whole time however active its person is, and its open page too", async () => {
    const session = await signInAnew();
    const { browser } = session;
    const page = await browser.openLive();
    const livedMs = await lifetime(session, 400, () => statusOf(browser.auth.touch.mutate()));
    expect(livedMs).toBeGreaterThanOrEqual(totalMs);
    expect(livedMs).toBeLessThan(totalMs + tolerableMs);
    expect((await browser.open("/")).status).toBe(303);
    await until("the open page to be closed", () => page.readyState !== WebSocket.OPEN, closing);
  });

  it("that is over is not among those that its person is shown", async () => {
    const person = await testPerson(running.stack, "USER");
    await signedIn(running.stack, person);
    await sleep(idleMs + 500);
    const again = await signedIn(running.stack, person);
    expect(await again.site.sessions.query()).toMatchObject([{ current: true }]);
  });

  it("has a cookie whose age is a whole number of seconds", async () => {
    const { email, password } = await testPerson(running.stack, "USER");
    const answer = await send(`${hubUrl()}/auth/signIn`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: hubUrl() },
      body: JSON.stringify({ email, password }),
    });
    expect(String(answer.headers["set-cookie"])).toMatch(/; Max-Age=11;/);
  });
});

describe.concurrent("what expired more than a day ago", () => {
  it.for(["sessions", "one_time_links"])("is deleted: %s", async (table, { expect }) => {
    const ids = async () => {
      const known = "'old', 'ancient', 'recent'";
      const { rows } = await database.execute(`select id from ${table} where id in (${known})`);
      return rows.map(({ id }) => id);
    };
    await expect.poll(ids, { timeout: 20_000, interval: 250 }).toEqual(["recent"]);
  });
});
