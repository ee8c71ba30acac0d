import { type Client, createClient } from "@libsql/client/http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { chainLateRows } from "../db/chain-late-rows.ts";
import { openReads } from "../db/client.ts";
import { UnreadableRow, verifyAudit } from "../db/verify-audit.ts";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { sleep } from "../stack/wait.ts";
import { send, type TestBrowser } from "./testing/test-browser.ts";
import { agentClient, configOf, heartbeat, testNode } from "./testing/test-node.ts";
import { signedIn, statusOf, testPerson } from "./testing/test-people.ts";

let running: TemporaryStack;
let database: Client;
let admin: TestBrowser;

beforeAll(async () => {
  running = await temporaryStack();
  database = createClient({ url: running.stack.databaseUrl });
  admin = await signedIn(running.stack, await testPerson(running.stack, "ADMIN"));
});
afterAll(() => running.close());

const reads = () =>
  openReads({ url: running.stack.databaseUrl, authToken: null, timeoutMs: 10_000 });

async function count(sql: string): Promise<number> {
  const { rows } = await database.execute(`select count(*) as n ${sql}`);
  return Number(rows[0]?.n);
}

describe("an action whose audit row can not be written", () => {
  it.each([
    [
      "creating a user",
      "users",
      () => admin.site.createUser.mutate({ email: "x@test.example", name: "X", role: "USER" }),
    ],
    [
      "making an enrolment token",
      "enrolment_tokens",
      () => admin.site.createEnrolmentToken.mutate({ region: null }),
    ],
    [
      "making an API token",
      "api_tokens",
      () => admin.site.createApiToken.mutate({ name: "x", role: "USER" }),
    ],
    [
      "signing in",
      "sessions",
      async () => signedIn(running.stack, { userId: "", ...running.stack.accounts[2] } as never),
    ],
    ["registering a node", "nodes", () => testNode(running.stack, "never")],
  ] as const)("does not happen: %s", async (_what, table, act) => {
    const before = await count(`from ${table}`);
    await database.execute(
      "create trigger no_audit before insert on audit begin select raise(abort, 'full'); end",
    );
    try {
      expect((await statusOf(act())).status).toBeGreaterThanOrEqual(500);
      expect(await count(`from ${table}`)).toBe(before);
    } finally {
      await database.execute("drop trigger no_audit");
    }
    await act();
    expect(await count(`from ${table}`)).toBeGreaterThan(before);
  });
});

describe("the chain", () => {
  it("is whole after many writes at once, refusals, and a killed hub", async () => {
    const user = await signedIn(running.stack, await testPerson(running.stack, "USER"));
    const work = Array.from({ length: 60 }, (_, i) =>
      i % 3
        ? admin.site.createEnrolmentToken.mutate({ region: null })
        : statusOf(user.site.createEnrolmentToken.mutate({ region: null })),
    );
    await Promise.all(work);
    await running.stack.part("hub").kill();
    running.stack.part("hub").start();
    await expect
      .poll(() => statusOf(admin.site.createEnrolmentToken.mutate({ region: null })))
      .toMatchObject({ status: 200 });
    const { head, fault } = await verifyAudit(reads(), null);
    expect(fault).toBeNull();
    expect(head.seq).toBe(await count("from audit"));
    expect(await admin.site.auditHead.query()).toEqual(head);
  });

  it("shows what was done to the database past the hub", async () => {
    const head = await admin.site.auditHead.query();
    const edits: [string, string, number][] = [
      [
        "update audit set actor_email = 'nobody' where seq = 5",
        "update audit set actor_email = (select actor_email from kept where seq = 5) where seq = 5",
        5,
      ],
      ["delete from audit where seq = 7", "insert into audit select * from kept where seq = 7", 7],
      [
        `delete from audit where seq = ${head.seq}`,
        `insert into audit select * from kept where seq = ${head.seq}`,
        head.seq,
      ],
    ];
    await database.execute("create table kept as select * from audit");
    for (const [tamper, undo, seq] of edits) {
      await database.execute(tamper);
      expect((await verifyAudit(reads(), head)).fault?.seq).toBe(seq);
      await database.execute(undo);
      expect((await verifyAudit(reads(), head)).fault).toBeNull();
    }
    await database.execute("drop table kept");
  });
});

describe("a row that was put in past the chain", () => {
  const put = () =>
    database.execute(
      "insert into audit (id, at_ms, actor_kind, action, category, description, status) values ('stray', 1, 'user', 'DEED', 'NODE', 'x', 'SUCCESS')",
    );
  const write = () => statusOf(admin.site.createEnrolmentToken.mutate({ region: null }));

  it("is found while the hub writes on and after it was started anew", async () => {
    await put();
    await write();
    await running.stack.part("hub").kill();
    running.stack.part("hub").start();
    await expect.poll(write).toMatchObject({ status: 200 });
    expect((await verifyAudit(reads(), null)).fault?.what).toMatch(/past the chain/);
  });

  it("gets its place under a running hub when an operator says so, and the hub goes on behind it", async () => {
    expect(await chainLateRows(running.stack.databaseUrl, null)).toBe(1);
    const answers = await Promise.all([write(), write(), write()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await verifyAudit(reads(), null)).toMatchObject({ fault: null });
  });
});

describe("a row that an attacker gave a number of his own", () => {
  const put = (seq: string, description = "'x'") =>
    database.execute(
      `insert into audit (id, seq, hash, at_ms, actor_kind, action, category, description, status) values ('forged', ${seq}, '', 1, 'user', 'DEED', 'NODE', ${description}, 'SUCCESS')`,
    );
  afterEach(() => database.execute("delete from audit where id = 'forged'"));

  it.each(["-5", "-9007199254740991", "0"])("is found with the number %s", async (seq) => {
    await put(seq);
    expect((await verifyAudit(reads(), null)).fault?.what).toMatch(/was put in after row 0/);
  });

  it.each([
    ["-9223372036854775808", "first"],
    ["-9e999", "first"],
    ["9223372036854775807", "last"],
    ["9e999", "last"],
  ])("is found or blamed with the number %s, which nobody can read", async (seq, place) => {
    const { head } = await verifyAudit(reads(), null);
    await put(seq);
    const found = await verifyAudit(reads(), null).catch((error: unknown) => error);
    const text = found instanceof UnreadableRow ? found.message : JSON.stringify(found);
    const after = place === "first" ? 0 : head.seq;
    expect(text).toMatch(
      new RegExp(`after row ${after} can not be read|past the chain|row ${after + 1} is gone`),
    );
  });

  it("is blamed when its text is none", async () => {
    const { head } = await verifyAudit(reads(), null);
    await put(`${head.seq + 1}`, "cast(x'ff' as text)");
    await expect(verifyAudit(reads(), null)).rejects.toThrow(
      `The row after row ${head.seq} can not be read: it may have been tampered with.`,
    );
  });
});

describe("the log", () => {
  it("has a caller whose program's name is cut in the middle of a character", async () => {
    const { hubUrl } = running.stack;
    const name = Buffer.from(`${"x".repeat(299)}😀b`).toString("latin1");
    await send(`${hubUrl}/trpc/auditHead`, { headers: { "user-agent": name } });
    await expect
      .poll(async () => {
        const { rows } = await database.execute(
          "select user_agent from audit where action = 'AUDIT_HEAD' and status = 'FAILURE'",
        );
        return rows.map(({ user_agent }) => String(user_agent).slice(-2));
      })
      .toContain("x\uFFFD");
  });

  it("does not repeat what a parser says of a body that is not JSON: it quotes the body", async () => {
    const { hubUrl } = running.stack;
    const answer = await send(`${hubUrl}/auth/signIn`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"email": "x@test.example", "password": hunter2}',
    });
    expect(answer.status).toBe(400);
    await expect
      .poll(async () => {
        const { rows } = await admin.site.audit.query({ action: "SIGN_IN", status: "FAILURE" });
        return rows.map(({ error }) => error);
      })
      .toContain("BAD_REQUEST");
    const { rows } = await database.execute("select * from audit");
    expect(JSON.stringify(rows)).not.toContain("hunter2");
  });

  it("has some of a flood of strangers one by one, and counts all of it", async () => {
    const floods = Array.from({ length: 200 }, (_, i) =>
      send(`${running.stack.hubUrl}/trpc/users`, { from: `127.0.9.${i + 1}` }),
    );
    expect(new Set((await Promise.all(floods)).map(({ status }) => status))).toEqual(
      new Set([401]),
    );
    const rowsOfFlood = async () => {
      const { rows } = await database.execute(
        "select description, details, address from audit where action like '%USERS' and actor_kind <> 'user' and status = 'FAILURE'",
      );
      return rows;
    };
    const counted = async () => {
      const rows = await rowsOfFlood();
      return rows.reduce((sum, { details }) => {
        const { times = 1 } = JSON.parse(String(details ?? "{}")) as { times?: number };
        return sum + times;
      }, 0);
    };
    await expect.poll(counted, { timeout: 20_000 }).toBe(200);
    expect((await rowsOfFlood()).length).toBeLessThanOrEqual(65);
  }, 30_000);

  it("has every refused attempt, with who tried what, and no secret", async () => {
    const person = await testPerson(running.stack, "USER");
    const user = await signedIn(running.stack, person);
    await statusOf(user.site.users.query());
    await statusOf(
      user.site.createUser.mutate({ email: "y@test.example", name: "Y", role: "ADMIN" }),
    );
    const node = await testNode(running.stack, "audited");
    const broken = admin.site.publishConfig.mutate({
      ...{ nodeId: node.nodeId, yaml: "pools: 5", expectedRevision: 0 },
    });
    expect((await statusOf(broken)).status).toBe(400);
    await admin.site.publishConfig.mutate({
      ...{ nodeId: node.nodeId, yaml: configOf(["audited"]), expectedRevision: 0 },
    });
    await expect
      .poll(async () => {
        const { rows } = await admin.site.audit.query({ user: person.email, status: "FAILURE" });
        return rows.map(({ action, actorRole }) => `${action} by ${actorRole}`);
      })
      .toEqual(["CREATE_USER by USER", "USERS by USER"]);
    const { rows } = await database.execute("select * from audit");
    const all = JSON.stringify(rows);
    for (const secret of [
      "ask_",
      "enrol_",
      "api_",
      "link_",
      "session_",
      "scrypt$",
      person.password,
    ]) {
      expect(all).not.toContain(secret);
    }
    expect(all).toContain("PUBLISH_CONFIG");
  });

  it("is filtered by every filter, and paged", async () => {
    const all = (await admin.site.audit.query({ limit: 200 })).rows;
    const pick = async (filter: Parameters<typeof admin.site.audit.query>[0]) =>
      (await admin.site.audit.query({ limit: 200, ...filter })).rows.filter(({ seq }) =>
        all.some((row) => row.seq === seq),
      );
    const middle = all[Math.floor(all.length / 2)]?.atMs ?? 0;
    const [{ actorEmail = null } = {}] = all.filter((row) => row.actorEmail);
    const checks: [Parameters<typeof pick>[0], (row: (typeof all)[number]) => boolean][] = [
      [{ category: "USER" }, (row) => row.category === "USER"],
      [{ action: "SIGN_IN" }, (row) => row.action === "SIGN_IN"],
      [{ user: actorEmail ?? "" }, (row) => row.actorEmail === actorEmail],
      [{ resourceType: "user" }, (row) => row.resourceType === "user"],
      [{ status: "FAILURE" }, (row) => row.status === "FAILURE"],
      [{ fromMs: middle }, (row) => row.atMs >= middle],
      [{ untilMs: middle }, (row) => row.atMs < middle],
      [{ text: "ENROLMENT TOKEN" }, (row) => row.description.includes("enrolment token")],
      [{ text: "100%_" }, () => false],
    ];
    for (const [filter, holds] of checks) {
      const wanted = all.filter(holds).map(({ seq }) => seq);
      const got = (await pick(filter)).map(({ seq }) => seq);
      // The text filter looks in other columns too.
      if (filter?.text) expect(got).toEqual(expect.arrayContaining(wanted));
      else expect(got).toEqual(wanted);
    }
    const pages: number[] = [];
    let beforeSeq: number | undefined;
    do {
      const page = await admin.site.audit.query({ limit: 7, ...(beforeSeq ? { beforeSeq } : {}) });
      pages.push(...page.rows.map(({ seq }) => seq));
      beforeSeq = page.nextBeforeSeq ?? undefined;
    } while (beforeSeq);
    expect(pages).toEqual(pages.toSorted((a, b) => b - a));
    expect(pages.at(-1)).toBe(1);
    expect(new Set(pages).size).toBe(pages.length);
  });

  it("is searched for letters of other alphabets as they stand, and of ASCII in either case", async () => {
    const name = "Ärger 100%_ im ЦОД";
    await admin.site.createApiToken.mutate({ name, role: "USER" });
    const found = async (text: string) => (await admin.site.audit.query({ text })).rows.length;
    for (const text of [name, "Ärger", "ÄRGER 100%_ IM", "ЦОД"]) expect(await found(text)).toBe(1);
    expect(await found("100%x")).toBe(0);
  });

  it("is summed up over 24 hours", async () => {
    await database.execute(
      "insert into audit (id, at_ms, actor_kind, action, category, description, status) values ('old', 1, 'system', 'OLD', 'SYSTEM', 'x', 'SUCCESS')",
    );
    const summary = await admin.site.auditSummary.query();
    await database.execute("delete from audit where id = 'old'");
    const total = await count("from audit");
    expect(summary.total).toBeLessThanOrEqual(total);
    expect(summary.total).toBeGreaterThan(20);
    expect(summary.failures).toBe(await count("from audit where status = 'FAILURE'"));
    expect(Object.values(summary.byCategory).reduce((a, b) => a + b, 0)).toBe(summary.total);
    expect(summary.topActions.map(({ action }) => action)).not.toContain("OLD");
  });

  it("is exported as CSV and JSON Lines, filtered, to administrators only", async () => {
    const cookie = { cookie: admin.cookieHeader };
    const csv = await send(`${running.stack.hubUrl}/audit/export?format=csv`, { headers: cookie });
    expect(csv.status).toBe(200);
    expect(csv.headers["content-type"]).toMatch(/^text\/csv/);
    expect(csv.text.split("\r\n")[0]).toMatch(/^seq,id,atMs,/);
    const url = `${running.stack.hubUrl}/audit/export?format=jsonl&category=AUTH&status=FAILURE`;
    const lines = (await send(url, { headers: cookie })).text.trim().split("\n");
    for (const line of lines.filter(Boolean)) {
      expect(JSON.parse(line)).toMatchObject({ category: "AUTH", status: "FAILURE" });
    }
    const user = await signedIn(running.stack, await testPerson(running.stack, "DEVOPS"));
    const refused = await send(url, { headers: { cookie: user.cookieHeader } });
    expect(refused.status).toBe(403);
    expect((await send(url)).status).toBe(401);
    const wrong = await send(`${url}&colour=red`, { headers: cookie });
    expect(wrong.status).toBe(400);
    expect((await admin.site.audit.query({ action: "EXPORT_AUDIT_LOG" })).rows).toContainEqual(
      expect.objectContaining({ status: "SUCCESS" }),
    );
  });

  it("lets no spreadsheet take a name for a formula", async () => {
    await admin.site.createApiToken.mutate({ name: '=HYPERLINK("http://evil"),x', role: "USER" });
    const { text } = await send(`${running.stack.hubUrl}/audit/export?action=CREATE_API_TOKEN`, {
      headers: { cookie: admin.cookieHeader },
    });
    expect(text).toContain(`"'=HYPERLINK(""http://evil""),x"`);
    await admin.site.createApiToken.mutate({ name: "x;=1+1", role: "USER" });
    const other = await send(`${running.stack.hubUrl}/audit/export?action=CREATE_API_TOKEN`, {
      headers: { cookie: admin.cookieHeader },
    });
    expect(other.text).toContain("x;'=1+1");
  });
});

describe("a refused attempt while the database is away", () => {
  it("is in the log once it is back, and the log is whole", async () => {
    const { stack } = running;
    const node = await testNode(stack, "outage");
    expect((await statusOf(node.hub.heartbeat.mutate(heartbeat()))).status).toBe(200);
    await stack.part("database").kill();
    const guess = agentClient(stack.hubUrl, "ask_guessed").rotateKey.mutate();
    expect((await statusOf(guess)).status).toBe(401);
    await sleep(1_000);
    stack.part("database").start();
    const late =
      "from audit where action = 'ISSUE_NODE_KEY' and description like '%could not be written'";
    await expect.poll(() => count(late).catch(() => 0), { timeout: 20_000 }).toBe(1);
    expect((await verifyAudit(reads(), null)).fault).toBeNull();
  });
});
