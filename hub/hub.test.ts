import { connect } from "node:net";
import { type Client, createClient } from "@libsql/client/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import {
  actionReport,
  agentClient,
  configOf,
  decisionReport,
  heartbeat,
  poolOcid,
  poolReport,
  registration,
  testNode,
} from "./testing/test-node.ts";
import { statusOf } from "./testing/test-people.ts";

let running: TemporaryStack;
let database: Client;

beforeAll(async () => {
  running = await temporaryStack();
  database = createClient({ url: running.stack.databaseUrl });
});
afterAll(() => running.close());

const site = () => running.stack.site;
const url = (path: string): string => `${running.stack.hubUrl}${path}`;

async function count(sql: string, ...args: (string | number)[]): Promise<number> {
  const { rows } = await database.execute({ sql: `select count(*) as n ${sql}`, args });
  return Number(rows[0]?.n);
}

describe("registration", () => {
  it("gives a key once and keeps only its hash", async () => {
    const node = await testNode(running.stack, "keeps-hash");
    expect(node.apiKey).toMatch(/^ask_/);
    const { rows } = await database.execute("select * from node_keys");
    expect(JSON.stringify(rows)).not.toContain(node.apiKey);
    expect(
      await count("from audit where action = 'REGISTER_NODE' and actor_id = ?", node.nodeId),
    ).toBe(1);
  });

  it("refuses a token that was used, is made up, or is for another region", async () => {
    const hub = agentClient(running.stack.hubUrl, null);
    const { token } = await site().createEnrolmentToken.mutate({ region: "us-ashburn-1" });
    await hub.register.mutate(registration(token, "first-user"));
    expect(await statusOf(hub.register.mutate(registration(token, "second-user")))).toMatchObject({
      status: 401,
    });
    expect(await statusOf(hub.register.mutate(registration("enrol_x", "third")))).toMatchObject({
      status: 401,
    });
    const bound = await site().createEnrolmentToken.mutate({ region: "eu-frankfurt-1" });
    const wrong = await statusOf(hub.register.mutate(registration(bound.token, "fourth")));
    expect(wrong).toEqual({
      status: 403,
      message: "This enrolment token is for eu-frankfurt-1 only.",
    });
  });

  it("lets only one of two nodes that use a token at the same time in", async () => {
    const hub = agentClient(running.stack.hubUrl, null);
    const { token } = await site().createEnrolmentToken.mutate({ region: null });
    const names = Array.from({ length: 8 }, (_, i) => `racer-${i}`);
    const answers = await Promise.all(
      names.map((name) => statusOf(hub.register.mutate(registration(token, name)))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await count("from nodes where name like 'racer-%'")).toBe(1);
  });

  it("answers again to a node whose first answer was lost, until it used its key", async () => {
    const hub = agentClient(running.stack.hubUrl, null);
    const { token } = await site().createEnrolmentToken.mutate({ region: null });
    const request = registration(token, "lost-answer");
    const lost = await hub.register.mutate(request);
    const again = await hub.register.mutate(request);
    expect(again.nodeId).toBe(lost.nodeId);
    const withLost = agentClient(running.stack.hubUrl, lost.apiKey).heartbeat.mutate(heartbeat());
    expect((await statusOf(withLost)).status).toBe(401);
    await agentClient(running.stack.hubUrl, again.apiKey).heartbeat.mutate(heartbeat());
    expect((await statusOf(hub.register.mutate(request))).status).toBe(401);
  });

  it("answers again when the answer to a new token was lost", async () => {
    const node = await testNode(running.stack, "re-enrols");
    const hub = agentClient(running.stack.hubUrl, null);
    const { token: first } = await site().createEnrolmentToken.mutate({ region: null });
    const request = registration(first, "re-enrols-2");
    const key = (await hub.register.mutate(request)).apiKey;
    await agentClient(running.stack.hubUrl, key).heartbeat.mutate(heartbeat());
    const { token } = await site().createEnrolmentToken.mutate({ region: null });
    await hub.register.mutate({ ...request, enrolmentToken: token });
    const again = await hub.register.mutate({ ...request, enrolmentToken: token });
    const beat = agentClient(running.stack.hubUrl, again.apiKey).heartbeat.mutate(heartbeat());
    expect((await statusOf(beat)).status).toBe(200);
    expect(node.nodeId).not.toBe(again.nodeId);
  });
});

describe("keys", () => {
  it("refuses a missing, a wrong and a revoked key with 401", async () => {
    const node = await testNode(running.stack, "loses-key");
    const missing = agentClient(running.stack.hubUrl, null).heartbeat.mutate(heartbeat());
    expect((await statusOf(missing)).status).toBe(401);
    const wrong = agentClient(running.stack.hubUrl, "ask_wrong").heartbeat.mutate(heartbeat());
    expect((await statusOf(wrong)).status).toBe(401);
    expect((await statusOf(node.hub.heartbeat.mutate(heartbeat()))).status).toBe(200);
    await site().revokeNodeKeys.mutate({ nodeId: node.nodeId });
    expect((await statusOf(node.hub.heartbeat.mutate(heartbeat()))).status).toBe(401);
    expect((await statusOf(node.hub.config.query())).status).toBe(401);
  });
});

describe("heartbeats", () => {
  it("keeps what pools report, and says in the overview who is there", async () => {
    const node = await testNode(running.stack, "beats");
    const yaml = configOf(["beats-a"]);
    await site().publishConfig.mutate({ nodeId: node.nodeId, yaml, expectedRevision: 0 });
    await node.hub.heartbeat.mutate(
      heartbeat({ pools: [poolReport("beats-a", { currentInstances: 7 })] }),
    );
    const overview = await site().overview.query();
    const shown = overview.nodes.find(({ name }) => name === "beats");
    expect(shown?.status).toBe("ACTIVE");
    expect(shown?.pools[0]?.latest).toMatchObject({ currentInstances: 7, cpuAvgPercent: 50 });
    expect(overview.figures.instances).toBeGreaterThanOrEqual(7);
    expect(overview.figures.peak24h).toBeGreaterThanOrEqual(overview.figures.instances);
  });

  it("stores a sample once, however often it comes", async () => {
    const node = await testNode(running.stack, "repeats");
    const beat = heartbeat({ pools: [poolReport("repeats-a")] });
    for (let i = 0; i < 3; i++) await node.hub.heartbeat.mutate(beat);
    const pool = "from samples s join pools p on p.id = s.pool_id where p.oracle_pool_id = ?";
    expect(await count(pool, poolOcid("repeats-a"))).toBe(1);
  });

  it("lets no node speak for another node's pool", async () => {
    const owner = await testNode(running.stack, "owner");
    const other = await testNode(running.stack, "other");
    await owner.hub.heartbeat.mutate(
      heartbeat({ pools: [poolReport("owned", { currentInstances: 3 })] }),
    );
    await other.hub.heartbeat.mutate(
      heartbeat({ pools: [poolReport("owned", { currentInstances: 99 })] }),
    );
    const { rows } = await database.execute({
      sql: "select current_instances as n from pools where oracle_pool_id = ?",
      args: [poolOcid("owned")],
    });
    expect(rows[0]?.n).toBe(3);
  });

  it("reads the times of an agent whose clock is wrong relative to its own now", async () => {
    const node = await testNode(running.stack, "skewed");
    const yaml = configOf(["skewed-a"]);
    await site().publishConfig.mutate({ nodeId: node.nodeId, yaml, expectedRevision: 0 });
    const theirNowMs = Date.now() + 3_600_000;
    const pools = [poolReport("skewed-a", { sampledAtMs: theirNowMs - 1000 })];
    await node.hub.heartbeat.mutate(heartbeat({ sentAtMs: theirNowMs, pools }));
    const shown = (await site().node.query({ nodeId: node.nodeId })).pools[0];
    expect(Math.abs((shown?.latest?.atMs ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it("writes the node's status changes to its lifecycle, each with its audit row", async () => {
    const node = await testNode(running.stack, "changes");
    await node.hub.heartbeat.mutate(heartbeat());
    await node.hub.heartbeat.mutate(heartbeat({ status: "ERROR", statusReason: "No credentials" }));
    await node.hub.heartbeat.mutate(heartbeat());
    const { lifecycle } = await site().node.query({ nodeId: node.nodeId });
    const kinds = lifecycle.map(({ kind }) => kind).reverse();
    expect(kinds).toEqual(["REGISTERED", "CAME_ONLINE", "REPORTED_ERROR", "RECOVERED"]);
    expect(await count("from audit where category = 'NODE' and resource_id = ?", node.nodeId)).toBe(
      4,
    );
  });
});

describe("reports", () => {
  it("stores each decision and action once, with one audit row, however often they come", async () => {
    const node = await testNode(running.stack, "reports");
    const yaml = configOf(["reports-a"]);
    await site().publishConfig.mutate({ nodeId: node.nodeId, yaml, expectedRevision: 0 });
    const decision = decisionReport("reports-a");
    const action = actionReport(decision);
    for (let i = 0; i < 3; i++) await node.hub.report.mutate({ events: [decision, action] });
    expect(await count("from decisions where id = ?", decision.id)).toBe(1);
    expect(await count("from actions where id = ?", action.id)).toBe(1);
    expect(await count("from audit where id = ? and action = 'RESIZE_POOL'", action.id)).toBe(1);
    const [pool] = (await site().node.query({ nodeId: node.nodeId })).pools;
    const shown = await site().pool.query({ poolId: pool?.id ?? "" });
    expect(shown.decisions[0]).toMatchObject({
      sentence: "Scaled out from 4 to 5: CPU 91 % is above 80 %.",
      action: { outcome: { kind: "applied" } },
    });
    expect(shown.samples).toHaveLength(1);
  });
});

describe("a report on another node's pool", () => {
  const publish = (nodeId: string, names: string[], expectedRevision: number) =>
    site().publishConfig.mutate({ nodeId, yaml: configOf(names), expectedRevision });

  it("is accepted and left out of the pool's history and the feed", async () => {
    const owner = await testNode(running.stack, "reported-on");
    const other = await testNode(running.stack, "meddler");
    await publish(owner.nodeId, ["meddled"], 0);
    await publish(other.nodeId, ["meddlers-own"], 0);
    const own = decisionReport("meddled");
    await owner.hub.report.mutate({ events: [own] });
    const forged = decisionReport("meddled");
    const ofForged = actionReport(forged);
    // Said of its own pool, but for the other's decision.
    const crossed = { ...actionReport(own), oraclePoolId: poolOcid("meddlers-own") };
    const events = [forged, ofForged, crossed];
    expect(await other.hub.report.mutate({ events })).toEqual({ accepted: 3 });
    await other.hub.report.mutate({ events });
    const [pool] = (await site().node.query({ nodeId: owner.nodeId })).pools;
    const shown = await site().pool.query({ poolId: pool?.id ?? "" });
    expect(shown.decisions).toMatchObject([{ id: own.id, action: null }]);
    const feed = await site().events.query({ limit: 100 });
    expect(feed.map(({ id }) => id)).not.toContain(ofForged.id);
    const refused = "from audit where actor_id = ? and error = 'not its pool'";
    expect(await count(refused, other.nodeId)).toBe(1);
  });

  it("is stored when that pool was once in the node's config", async () => {
    const former = await testNode(running.stack, "former");
    const next = await testNode(running.stack, "next");
    await publish(former.nodeId, ["handed-over"], 0);
    await publish(former.nodeId, ["kept-instead"], 1);
    await former.hub.heartbeat.mutate(heartbeat({ configRevision: 2 }));
    await publish(next.nodeId, ["handed-over"], 0);
    const late = decisionReport("handed-over");
    await former.hub.report.mutate({ events: [late] });
    expect(await count("from decisions where id = ?", late.id)).toBe(1);
  });
});

describe("text that no database can be trusted with", () => {
  it("is made printable, and takes nobody down", async () => {
    const node = await testNode(running.stack, "garbled");
    const yaml = configOf(["garbled-a"]);
    await site().publishConfig.mutate({ nodeId: node.nodeId, yaml, expectedRevision: 0 });
    const pools = [
      poolReport("garbled-a", { status: "error", statusReason: "half \ud83d and \u0000" }),
    ];
    await node.hub.heartbeat.mutate(heartbeat({ pools, statusReason: "\ud83d", status: "ERROR" }));
    const decision = { ...decisionReport("garbled-a"), poolName: "x\ud83d" };
    await node.hub.report.mutate({ events: [decision] });
    const shown = (await site().node.query({ nodeId: node.nodeId })).pools[0];
    expect(shown?.statusReason).toBe("half \uFFFD and \uFFFD");
    expect((await site().overview.query()).nodes.length).toBeGreaterThan(0);
  });

  it("is refused in a config, where it would become a name", async () => {
    const node = await testNode(running.stack, "garbled-yaml");
    const yaml = configOf(["x"]).replace('name: "x"', 'name: "x\\uD83D"');
    const publish = site().publishConfig.mutate({ nodeId: node.nodeId, yaml, expectedRevision: 0 });
    expect((await statusOf(publish)).status).toBe(400);
  });
});

describe("publishing a config", () => {
  it("makes revisions, tells the node at its next heartbeat, and hands it out", async () => {
    const node = await testNode(running.stack, "publishes");
    const publish = (yaml: string, expectedRevision: number) =>
      site().publishConfig.mutate({ nodeId: node.nodeId, yaml, expectedRevision });
    expect(await node.hub.config.query()).toBeNull();
    expect(await publish(configOf(["publishes-a"]), 0)).toMatchObject({
      revision: 1,
      changed: true,
    });
    const beat = await node.hub.heartbeat.mutate(heartbeat());
    expect(beat.configUpdateNeeded).toBe(true);
    expect(await node.hub.config.query()).toMatchObject({
      revision: 1,
      yaml: configOf(["publishes-a"]),
    });
    const upToDate = await node.hub.heartbeat.mutate(heartbeat({ configRevision: 1 }));
    expect(upToDate.configUpdateNeeded).toBe(false);
    const same = `# a comment\n${configOf(["publishes-a"])}`;
    expect(await publish(same, 1)).toMatchObject({ revision: 1, changed: false });
    expect(await publish(configOf(["publishes-a"], 20), 1)).toMatchObject({ revision: 2 });
    const [pool] = (await site().node.query({ nodeId: node.nodeId })).pools;
    expect(pool).toMatchObject({ name: "publishes-a", minSize: 2, maxSize: 20 });
  });

  it("refuses an error with its line and column, and changes nothing", async () => {
    const node = await testNode(running.stack, "typo");
    const yaml = configOf(["typo-a"]).replace("min: 2", "min: 200");
    const refused = await site()
      .publishConfig.mutate({ nodeId: node.nodeId, yaml, expectedRevision: 0 })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      data: {
        httpStatus: 400,
        issues: [{ line: 7, column: 21, path: "pools[0].scaling_limits" }],
      },
    });
    expect(await count("from configs where node_id = ?", node.nodeId)).toBe(0);
    expect(await count("from pools where oracle_pool_id = ?", poolOcid("typo-a"))).toBe(0);
  });

  it("refuses a stale expected revision, and one of two that publish at once", async () => {
    const node = await testNode(running.stack, "stale");
    const publish = (maxSize: number) =>
      site().publishConfig.mutate({
        nodeId: node.nodeId,
        yaml: configOf(["stale-a"], maxSize),
        expectedRevision: 0,
      });
    const answers = await Promise.all([10, 11, 12].map((max) => statusOf(publish(max))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await count("from configs where node_id = ?", node.nodeId)).toBe(1);
    expect(
      await count("from audit where action = 'PUBLISH_CONFIG' and resource_id = ?", node.nodeId),
    ).toBe(1);
  });

  it("refuses a pool that another node's config holds", async () => {
    const one = await testNode(running.stack, "holder");
    const two = await testNode(running.stack, "wants");
    const yaml = configOf(["shared"]);
    await site().publishConfig.mutate({ nodeId: one.nodeId, yaml, expectedRevision: 0 });
    const refused = await statusOf(
      site().publishConfig.mutate({ nodeId: two.nodeId, yaml, expectedRevision: 0 }),
    );
    expect(refused.status).toBe(409);
    expect(refused.message).toContain('in the config of node "holder"');
  });

  it("gives a pool to another node only when its old one acts on a config without it", async () => {
    const [from, to] = [
      await testNode(running.stack, "gives"),
      await testNode(running.stack, "takes"),
    ];
    const publish = (nodeId: string, names: string[], expectedRevision: number) =>
      site().publishConfig.mutate({ nodeId, yaml: configOf(names), expectedRevision });
    await publish(from.nodeId, ["moved", "stays"], 0);
    await from.hub.heartbeat.mutate(heartbeat({ configRevision: 1 }));
    await publish(from.nodeId, ["stays"], 1);
    const early = await statusOf(publish(to.nodeId, ["moved"], 0));
    expect(early.status).toBe(409);
    expect(early.message).toContain("may still resize it");
    await from.hub.heartbeat.mutate(heartbeat({ configRevision: 2 }));
    expect(await publish(to.nodeId, ["moved"], 0)).toMatchObject({ revision: 1 });
  });

  it("refuses a pool of another region", async () => {
    const node = await testNode(running.stack, "far");
    const yaml = configOf(["far-a"]).replace('region: "us-ashburn-1"', 'region: "eu-frankfurt-1"');
    const refused = await statusOf(
      site().publishConfig.mutate({ nodeId: node.nodeId, yaml, expectedRevision: 0 }),
    );
    expect(refused).toMatchObject({
      status: 400,
      message: expect.stringContaining("eu-frankfurt-1"),
    });
  });

  it("takes a pool off the page that a config drops, whatever its last heartbeat says", async () => {
    const node = await testNode(running.stack, "drops");
    const publish = (names: string[], expectedRevision: number) =>
      site().publishConfig.mutate({ nodeId: node.nodeId, yaml: configOf(names), expectedRevision });
    await publish(["kept", "dropped"], 0);
    await publish(["kept"], 1);
    await node.hub.heartbeat.mutate(
      heartbeat({ pools: [poolReport("kept"), poolReport("dropped")] }),
    );
    const { pools } = await site().node.query({ nodeId: node.nodeId });
    expect(pools.map(({ name }) => name)).toEqual(["kept"]);
  });
});

describe("bad requests", () => {
  const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(url(path), {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });

  it("answers 400 and names the field", async () => {
    const node = await testNode(running.stack, "malformed");
    const body = JSON.stringify({
      ...heartbeat(),
      pools: [{ ...poolReport("x"), cpuAvgPercent: "hot" }],
    });
    const answer = await post("/agent/heartbeat", body, { authorization: `Bearer ${node.apiKey}` });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("pools.0.cpuAvgPercent");
  });

  it("answers 413 to a body over 256 KiB, with and without a stated length", async () => {
    const big = JSON.stringify({ padding: "x".repeat(300_000) });
    expect((await post("/agent/heartbeat", big)).status).toBe(413);
    expect((await post("/trpc/publishConfig", big)).status).toBe(413);
    const unstated = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(big));
        controller.close();
      },
    });
    const answer = await fetch(url("/agent/heartbeat"), {
      method: "POST",
      body: unstated,
      duplex: "half",
      headers: { "content-type": "application/json" },
    } as RequestInit);
    expect(answer.status).toBe(413);
  });

  it("takes no mutation by GET and no batch over the limit", async () => {
    expect((await fetch(url('/trpc/createEnrolmentToken?input={"region":null}'))).status).toBe(405);
    const many = Array.from({ length: 50 }, () => "ping").join(",");
    expect((await fetch(url(`/trpc/${many}?batch=1`))).status).toBe(400);
  });

  it("says 404 for what does not exist, without a stack", async () => {
    // Whoever is not signed in is led to the sign-in page, whether a page exists or not.
    const { token } = await site().createApiToken.mutate({ name: "lost", role: "USER" });
    const headers = { authorization: `Bearer ${token}` };
    for (const path of ["/trpc/nothing", "/agent/nothing", "/nowhere"]) {
      const answer = await fetch(url(path), { headers });
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toMatch(/\bat .+:\d+:\d+|"stack"/);
    }
    const nobody = crypto.randomUUID();
    expect((await statusOf(site().node.query({ nodeId: nobody }))).status).toBe(404);
    expect((await statusOf(site().pool.query({ poolId: nobody }))).status).toBe(404);
  });
});

describe("health", () => {
  it("answers who is well, and the version", async () => {
    const answer = await fetch(url("/healthz"));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: "ok",
      database: "ok",
      ledger: "ok",
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });
});

describe("the config's form", () => {
  it("is served to editors as JSON Schema", async () => {
    const answer = await fetch(url("/config.schema.json"));
    expect(answer.headers.get("content-type")).toBe("application/schema+json");
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(await answer.json()).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      properties: { pools: { type: "array" } },
    });
  });

  it("comes back with warnings when it is legal but suspicious", async () => {
    const { nodeId } = await testNode(running.stack, "suspicious");
    const yaml = configOf(["suspicious-a"]).replace(
      "cpu_threshold: 80",
      "cpu_threshold: {min: 50, max: 50}",
    );
    const published = await site().publishConfig.mutate({ nodeId, yaml, expectedRevision: 0 });
    expect(published).toMatchObject({
      changed: true,
      warnings: [{ path: "pools[0].cpu_threshold", message: expect.stringContaining("touch") }],
    });
  });
});

describe("a request whose Host is none", () => {
  it.each(["/", "/agent/heartbeat", "/healthz"])("is refused with 400 at %s", async (path) => {
    const { hostname, port } = new URL(url("/"));
    const line = connect(Number(port), hostname);
    line.end(`GET ${path} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n`);
    let answer = "";
    for await (const chunk of line) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });
});
