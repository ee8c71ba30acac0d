import { type Client, createClient } from "@libsql/client/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { type Answer, send, TestBrowser } from "./testing/test-browser.ts";
import { heartbeat, testNode } from "./testing/test-node.ts";
import { goodPassword, statusOf, type TestPerson, testPerson } from "./testing/test-people.ts";

let running: TemporaryStack;
let database: Client;

beforeAll(async () => {
  const variables = { CALLS_PER_MINUTE: "100", HEARTBEATS_PER_MINUTE: "2" };
  running = await temporaryStack({ variables });
  database = createClient({ url: running.stack.databaseUrl });
});
afterAll(() => running.close());

function trySignIn(email: string, password: string, from: string): Promise<Answer> {
  return send(`${running.stack.hubUrl}/auth/signIn`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
    from,
  });
}

/** The statuses of many tries, so many at a time, with how often each came. */
async function flood(
  tries: readonly (() => Promise<Answer>)[],
  atATime = 50,
): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  const queue = [...tries];
  const worker = async () => {
    for (let one = queue.pop(); one; one = queue.pop()) {
      const { status } = await one();
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return counts;
}

describe("attempts to sign in", () => {
  it("are evaluated ten times a minute of an account and address, of 5,000", async () => {
    const person = await testPerson(running.stack, "USER");
    const tries = Array.from(
      { length: 5000 },
      () => () => trySignIn(person.email, "guessed", "127.0.5.1"),
    );
    const startedAtMs = Date.now();
    const counts = await flood(tries);
    const minutes = Math.ceil((Date.now() - startedAtMs) / 60_000);
    expect(counts.get(401)).toBeLessThanOrEqual(10 * minutes);
    expect((counts.get(401) ?? 0) + (counts.get(429) ?? 0)).toBe(5000);
    const other = new TestBrowser(running.stack.hubUrl, "127.0.5.2");
    await other.signIn(person);
    const refused = await trySignIn(person.email, person.password, "127.0.5.1");
    expect(refused.status).toBe(429);
    expect(refused.text).toMatch(/Too many attempts to sign in; try again in \d+ s\./);
  }, 120_000);

  it("are evaluated thirty times a minute of an address, whatever the accounts", async () => {
    const tries = Array.from(
      { length: 300 },
      (_, i) => () => trySignIn(`nobody-${i}@test.example`, "guessed", "127.0.5.3"),
    );
    const startedAtMs = Date.now();
    // No more at a time than may wait for their turn.
    const counts = await flood(tries, 10);
    const minutes = Math.ceil((Date.now() - startedAtMs) / 60_000);
    expect(counts.get(401)).toBeLessThanOrEqual(30 * minutes);
    expect(counts.get(401)).toBeGreaterThanOrEqual(30);
  });

  it("are one at a time: no batch carries several", async () => {
    const call = { email: "nobody@test.example", password: "guessed" };
    const answer = await send(`${running.stack.hubUrl}/auth/signIn,signIn?batch=1`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ 0: call, 1: call }),
      from: "127.0.5.4",
    });
    expect(answer.status).toBe(400);
  });

  it("from an address that lies about itself are counted to where they come from", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) {
      const answer = await send(`${running.stack.hubUrl}/auth/signIn`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "cf-connecting-ip": `203.0.113.${i}`,
          "x-forwarded-for": `203.0.113.${i}`,
          "x-tidepool-address": `203.0.113.${i}`,
        },
        body: JSON.stringify({ email: "liar@test.example", password: "guessed" }),
        from: "127.0.5.5",
      });
      statuses.push(answer.status);
    }
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.slice(10)).toEqual([429, 429]);
  });

  it("that are refused are in the audit log, folded where they repeat", async () => {
    const sql =
      "select count(*) as n from audit where action = 'SIGN_IN' and status = 'FAILURE' and address = '127.0.5.1'";
    const { rows } = await database.execute(sql);
    expect(Number(rows[0]?.n)).toBeGreaterThan(1);
    expect(Number(rows[0]?.n)).toBeLessThan(100);
  });

  it("take as long for an unknown account as for a known one", async () => {
    const people = [
      await testPerson(running.stack, "USER"),
      await testPerson(running.stack, "USER"),
      await testPerson(running.stack, "USER"),
    ];
    expect(leakOf(await timings(people))).toBeLessThan(1);
  }, 120_000);
});

interface Timings {
  known: number[];
  unknown: number[];
}

/** How much longer one kind takes, as a part of what is tolerated. */
function leakOf({ known, unknown }: Timings): number {
  const gaps = known.map((ms, round) => ms - (unknown[round] ?? Number.NaN));
  // 5 ms where nothing else runs; on a busy machine each takes several times as long.
  return Math.abs(median(gaps)) / Math.max(5, median(known) / 30);
}

/**
 * Milliseconds of tries with known and unknown accounts, in turns: 24 rounds, or ten after which
 * the gap is so small that more of them would not make it one that matters.
 */
async function timings(people: TestPerson[]): Promise<Timings> {
  const times: Timings = { known: [], unknown: [] };
  for (let round = 0; round < 24 && !(round >= 10 && leakOf(times) < 0.4); round++) {
    const from = `127.0.6.${round + 1}`;
    const known = people[round % people.length]?.email ?? "";
    const tries = [
      ["known", known],
      ["unknown", `unknown-${round}@test.example`],
    ] as const;
    for (const [kind, email] of round % 2 ? tries : [...tries].reverse()) {
      const startedAt = performance.now();
      expect((await trySignIn(email, goodPassword.slice(1), from)).status).toBe(401);
      times[kind].push(performance.now() - startedAt);
    }
  }
  return times;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe("calls", () => {
  it("of a person are let in a hundred times a minute, in batches or one by one", async () => {
    const { stack } = running;
    const { token } = await stack.site.createApiToken.mutate({ name: "limited", role: "USER" });
    const headers = { authorization: `Bearer ${token}` };
    // The token is an administrator's, and counts with its owner's other calls; but its role counts.
    const path = `${stack.hubUrl}/trpc/${Array(20).fill("me").join(",")}?batch=1`;
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) {
      const answer = await send(path, { headers });
      const calls = JSON.parse(answer.text) as { error?: { data: { httpStatus: number } } }[];
      statuses.push(...calls.map(({ error }) => error?.data.httpStatus ?? 200));
    }
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(100);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(60);
  });
});

describe("heartbeats", () => {
  it("of a node are let in twice a minute for long, with room to catch up", async () => {
    const node = await testNode(running.stack, "eager");
    const answers = [];
    for (let i = 0; i < 40; i++)
      answers.push(await statusOf(node.hub.heartbeat.mutate(heartbeat())));
    const taken = answers.filter(({ status }) => status === 200).length;
    expect(taken).toBeGreaterThanOrEqual(20);
    expect(taken).toBeLessThanOrEqual(21);
    expect(answers.at(-1)?.status).toBe(429);
    await running.stack.part("hub").kill();
    running.stack.part("hub").start();
    await expect
      .poll(() => statusOf(node.hub.heartbeat.mutate(heartbeat())).then(({ status }) => status))
      .toBe(429);
  });
});
