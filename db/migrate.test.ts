import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, createClient } from "@libsql/client/http";
import { drizzle } from "drizzle-orm/libsql/http";
import { migrate } from "drizzle-orm/libsql/migrator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Part } from "../stack/part.ts";
import { freePort } from "../stack/port.ts";
import { sqldPart } from "../stack/sqld-part.ts";
import { until } from "../stack/wait.ts";
import { chainLateRows, countLateRows } from "./chain-late-rows.ts";
import { openReads } from "./client.ts";
import { migrateDatabase } from "./migrate.ts";
import { verifyAudit } from "./verify-audit.ts";

const auditRows = 2_500;
const folder = mkdtempSync(join(tmpdir(), "tidepool-migrate-"));
const firstOnly = join(folder, "first-only");

let server: Part | null = null;
let url = "";
let client: Client;

/** The migrations as they were when 0000 was the only one. */
beforeAll(() => {
  cpSync(join(import.meta.dirname, "migrations"), firstOnly, { recursive: true });
  const journalFile = join(firstOnly, "meta", "_journal.json");
  const journal = JSON.parse(readFileSync(journalFile, "utf8"));
  writeFileSync(journalFile, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }));
});
/** A new server with a database of before, filled. */
beforeEach(async () => {
  await server?.stop();
  const own = mkdtempSync(join(folder, "sqld-"));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  server = new Part(sqldPart(own, port, join(own, "log")), () => {});
  server.start();
  await until("the database to answer", async () => (await fetch(`${url}/health`)).ok);
  client = createClient({ url });
  await migrate(drizzle({ client }), { migrationsFolder: firstOnly });
  await fill();
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Rows for every table, with every column set in one of them and every optional one null in another. */
async function fill(): Promise<void> {
  const insert = (table: string, row: Record<string, unknown>) => ({
    sql: `insert into ${table} (${Object.keys(row).join(", ")}) values (${Object.keys(row).map(() => "?")})`,
    args: Object.values(row) as string[],
  });
  const node = (id: string, more: object) => ({
    ...{ id, name: `Node ${id}`, region: "us-ashburn-1", registration_hash: `hash ${id}` },
    ...{ status: "ACTIVE", agent_version: "0.1", registered_at_ms: 1, ...more },
  });
  const token = (id: string, more: object) => ({
    ...{ id, token_hash: `hash ${id}`, created_at_ms: 1, expires_at_ms: 2, ...more },
  });
  const nodes = [
    node("a", { status_reason: "because", last_heartbeat_at_ms: 5, active_revision: 2 }),
    node("b", {}),
  ];
  await client.batch([
    ...nodes.map((row) => insert("nodes", row)),
    insert(
      "enrolment_tokens",
      token("used", { region: "us-ashburn-1", uses: 1, used_at_ms: 3, used_by_node_id: "a" }),
    ),
    insert("enrolment_tokens", token("unused", {})),
    ...["a", "b"].map((id) =>
      insert("node_keys", {
        ...{ id: `key ${id}`, node_id: id, key_hash: `hash ${id}`, created_at_ms: 1 },
        revoked_at_ms: id === "b" ? 4 : null,
      }),
    ),
    insert("configs", {
      ...{ id: "c", node_id: "a", revision: 2, yaml: "pools: []", hash: "h" },
      ...{ published_at_ms: 1, published_by: "somebody" },
    }),
    insert("lifecycle_events", {
      ...{
        id: "l",
        node_id: "a",
        at_ms: 1,
        kind: "CAME_ONLINE",
        reason: "r",
        trigger: "heartbeat",
      },
    }),
    insert("pools", { id: "p", oracle_pool_id: "o", node_id: "a", name: "web", configured: 1 }),
    insert("pool_hours", { pool_id: "p", hour: 1, max_instances: 4 }),
    insert("samples", {
      ...{ pool_id: "p", at_ms: 1, current_instances: 4, active_instances: 4 },
      cpu_avg_percent: 12.5,
    }),
    insert("decisions", {
      ...{ id: "d", pool_id: "p", node_id: "a", at_ms: 1, kind: "hold", config_revision: 2 },
      ...{ decision: "{}", inputs: "{}" },
    }),
    insert("actions", {
      ...{ id: "x", decision_id: "d", pool_id: "p", node_id: "a", from_size: 2, to_size: 3 },
      ...{ requested_at_ms: 1, finished_at_ms: 2, outcome_kind: "applied", outcome: "{}" },
    }),
  ]);
  const rows = Array.from({ length: auditRows }, (_, i) =>
    insert("audit", {
      id: `audit ${String((i * 7919) % auditRows).padStart(5, "0")}`,
      // Several of the same time, and not in the order of their ids.
      at_ms: 1_790_000_000_000 + Math.floor(i / 3),
      ...{ actor_kind: i % 2 ? "user" : "node", actor_id: i % 2 ? null : "a", action: "DEED" },
      ...{ category: "NODE", description: `Deed ${i} – "ä😀"`, status: "SUCCESS" },
      details: i % 5 ? null : JSON.stringify({ i }),
    }),
  );
  for (let from = 0; from < rows.length; from += 500) {
    await client.batch(rows.slice(from, from + 500));
  }
}

async function tables(): Promise<string[]> {
  const { rows } = await client.execute(
    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'libsql_%' order by name",
  );
  return rows.map(({ name }) => String(name));
}

/** Everything that is stored, table by table. */
async function dump(): Promise<Record<string, Record<string, unknown>[]>> {
  const all: Record<string, Record<string, unknown>[]> = {};
  for (const table of await tables()) {
    const { rows, columns } = await client.execute(`select * from ${table} order by 1, 2`);
    all[table] = rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
  }
  return all;
}

const verified = () => verifyAudit(openReads({ url, authToken: null, timeoutMs: 30_000 }), null);

describe("a database from before there were people", () => {
  it("keeps every row and column, and gets a chained audit log", async () => {
    const before = await dump();
    for (const rows of Object.values(before)) expect(rows.length).toBeGreaterThan(0);
    await migrateDatabase(url, null);
    const after = await dump();
    const { enrolment_tokens: oldTokens = [], __drizzle_migrations: _, ...others } = before;
    for (const [table, rows] of Object.entries(others)) {
      expect(after[table]).toHaveLength(rows.length);
      expect(after[table]).toMatchObject(rows);
    }
    const tokens = oldTokens.map(({ used_at_ms, used_by_node_id, ...kept }) => kept);
    expect(after.enrolment_tokens).toMatchObject(tokens);
    expect(after.enrolment_uses).toEqual([{ token_id: "used", node_id: "a", used_at_ms: 3 }]);
    expect((await client.execute("pragma foreign_key_check")).rows).toEqual([]);
    expect((await client.execute("pragma integrity_check")).rows).toMatchObject([
      { integrity_check: "ok" },
    ]);
    expect(await verified()).toMatchObject({ head: { seq: auditRows }, fault: null });
    const { rows: disordered } = await client.execute(
      "select 1 from audit a join audit b on b.seq = a.seq + 1 where (a.at_ms, a.id) > (b.at_ms, b.id)",
    );
    expect(disordered).toEqual([]);
  });

  it("is found to have a second row with a number, at the end of a page that the check reads", async () => {
    await migrateDatabase(url, null);
    await client.execute("drop index audit_by_seq");
    await client.execute(
      "insert into audit (id, seq, hash, at_ms, actor_kind, action, category, description, status) values ('twin', 1000, '', 1, 'user', 'DEED', 'NODE', 'x', 'SUCCESS')",
    );
    expect((await verified()).fault?.seq).toBe(1000);
  });

  it("holds foreign keys and unique places from then on", async () => {
    await migrateDatabase(url, null);
    for (const sql of [
      "insert into enrolment_uses values ('unused', 'nobody', 1)",
      "insert into enrolment_uses values ('no token', 'a', 1)",
      "delete from enrolment_tokens where id = 'used'",
      "update enrolment_tokens set uses = 2 where id = 'used'",
      "update audit set seq = 1 where seq = 2",
      "insert into sessions (id, user_id, created_at_ms, active_at_ms, expires_at_ms) values ('s', 'nobody', 1, 1, 1)",
    ]) {
      await expect(client.batch(["pragma foreign_keys = on", sql]), sql).rejects.toThrow(
        /constraint/i,
      );
    }
  });

  it("is not changed by migrating again", async () => {
    await migrateDatabase(url, null);
    const once = await dump();
    await migrateDatabase(url, null);
    await migrateDatabase(url, null);
    expect(await dump()).toEqual(once);
  });

  it("shows a row that was put in past the chain also after migrating again", async () => {
    await migrateDatabase(url, null);
    await client.execute(
      "insert into audit (id, at_ms, actor_kind, action, category, description, status) values ('stray', 1, 'user', 'DEED', 'NODE', 'x', 'SUCCESS')",
    );
    await migrateDatabase(url, null);
    expect((await verified()).fault?.what).toMatch(/past the chain/);
  });

  it("has rows of a hub that wrote after the migration chained at its end, when told to", async () => {
    await migrateDatabase(url, null);
    for (const [id, atMs] of [
      ["late b", 7],
      ["late a", 7],
      ["latest", 8],
    ]) {
      await client.execute({
        sql: "insert into audit (id, at_ms, actor_kind, action, category, description, status) values (?, ?, 'user', 'DEED', 'NODE', 'x', 'SUCCESS')",
        args: [id ?? "", atMs ?? 0],
      });
    }
    expect(await countLateRows(url, null)).toBe(3);
    expect(await chainLateRows(url, null)).toBe(3);
    expect(await verified()).toMatchObject({ head: { seq: auditRows + 4 }, fault: null });
    const { rows } = await client.execute("select id, action from audit order by seq desc limit 4");
    expect(rows.map(({ id, action }) => (action === "DEED" ? id : action))).toEqual([
      ...["CHAIN_LATE_ROWS", "latest", "late b", "late a"],
    ]);
    expect([await countLateRows(url, null), await chainLateRows(url, null)]).toEqual([0, 0]);
  });

  it("is chained whole where a run ended between two of its writes", async () => {
    await migrateDatabase(url, null);
    const whole = (await dump()).audit;
    for (const left of ["seq > 2000", "seq > 1", "seq > 2500"]) {
      await client.execute(`update audit set seq = null, hash = null where not (${left})`);
      await migrateDatabase(url, null);
      expect((await dump()).audit).toEqual(whole);
    }
    expect((await verified()).fault).toBeNull();
  });

  it("is chained whole where it is larger than one answer may be", async () => {
    const details = JSON.stringify("x".repeat(6000));
    await client.execute({ sql: "update audit set details = ?", args: [details] });
    await migrateDatabase(url, null);
    expect(await verified()).toMatchObject({ head: { seq: auditRows }, fault: null });
  });

  it("is migrated by a run after others that were killed, at whatever moment", async () => {
    const moments = [
      "select 1 from sqlite_master where name = '__drizzle_migrations'",
      "select 1 from sqlite_master where name = 'users'",
      `select 1 from audit where seq = ${auditRows}`,
      "select 1 from audit where seq = 1001",
    ];
    const ends: unknown[] = [];
    for (const moment of moments) {
      ends.push(await killedMigration(moment));
      expect((await client.execute("pragma foreign_key_check")).rows).toEqual([]);
    }
    expect(ends).toContain("SIGKILL");
    await migrateDatabase(url, null);
    expect(await verified()).toMatchObject({ head: { seq: auditRows }, fault: null });
    expect(await tables()).not.toContain("__uses");
    expect((await dump()).enrolment_uses).toHaveLength(1);
  });

  it("is migrated when the database itself is killed meanwhile", async () => {
    const migrating = migrateDatabase(url, null).catch(() => "failed");
    await sleep(100);
    await server?.kill();
    await migrating;
    server?.start();
    await until("the database to answer", async () => (await fetch(`${url}/health`)).ok);
    await migrateDatabase(url, null);
    expect(await verified()).toMatchObject({ head: { seq: auditRows }, fault: null });
    expect((await client.execute("pragma foreign_key_check")).rows).toEqual([]);
  });
});

/** `npm run db:migrate`, killed with -9 as soon as the query finds something; how it ended. */
async function killedMigration(found: string): Promise<unknown> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "migrate-command.ts")], {
    env: { ...process.env, DATABASE_URL: url },
  });
  let end: unknown = null;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", (code, signal) => {
      end = signal ?? code;
      resolve();
    });
  });
  while (end === null) {
    const rows = await client.execute(found).then(
      (answer) => answer.rows,
      // Before the migration there are no such tables or columns.
      () => [],
    );
    if (rows.length) break;
  }
  child.kill("SIGKILL");
  await ended;
  return end;
}
