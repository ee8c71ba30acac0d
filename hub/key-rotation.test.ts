import { type Client, createClient } from "@libsql/client/http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openJournal } from "../agent/journal/open-journal.ts";
import {
  type AgentProcess,
  type Runtime,
  startAgentProcess,
} from "../agent/testing/agent-process.ts";
import { tempFolder } from "../agent/testing/fake-ports.ts";
import { writeOciCredentials } from "../agent/testing/oci-credentials.ts";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { sleep, until } from "../stack/wait.ts";
import { agentClient, heartbeat, type TestNode, testNode } from "./testing/test-node.ts";
import { statusOf } from "./testing/test-people.ts";

const { configFile } = writeOciCredentials(tempFolder());
let running: TemporaryStack;
let database: Client;

beforeAll(async () => {
  running = await temporaryStack();
  database = createClient({ url: running.stack.databaseUrl });
});
afterAll(() => running.close());

const site = () => running.stack.site;

/** A registered node and the folder of its agent, whose journal knows the key. */
interface EnrolledNode extends TestNode {
  folder: string;
}

async function enrolledNode(name: string): Promise<EnrolledNode> {
  const node = await testNode(running.stack, name);
  const folder = tempFolder();
  const journal = openJournal(folder);
  journal.identity(() => crypto.randomUUID());
  journal.saveEnrolment({ nodeId: node.nodeId, apiKey: node.apiKey, tokenHash: "none" });
  journal.close();
  return { ...node, folder };
}

function startAgent(node: EnrolledNode, runtime: Runtime, moment = ""): AgentProcess {
  return startAgentProcess(runtime, {
    HUB_URL: running.stack.hubUrl,
    NODE_NAME: node.name,
    NODE_REGION: "us-ashburn-1",
    STATE_DIR: node.folder,
    OCI_CONFIG_FILE: configFile,
    // Without a config the agent asks OCI nothing.
    OCI_ENDPOINT: "http://127.0.0.1:9",
    HEARTBEAT_INTERVAL_SECONDS: "1",
    KILL_AT: moment,
  });
}

/** The key in the journal of an agent that has ended. */
function journalKey({ folder }: EnrolledNode): string {
  const journal = openJournal(folder);
  const { enrolled } = journal.identity(() => "none");
  journal.close();
  return enrolled?.apiKey ?? "";
}

async function rowsOf(sql: string, { nodeId }: TestNode) {
  return (await database.execute({ sql, args: [nodeId] })).rows;
}

const keysOf = (node: TestNode) =>
  rowsOf("select * from node_keys where node_id = ? order by created_at_ms, id", node);
const lastHeartbeat = async (node: TestNode) =>
  Number((await rowsOf("select last_heartbeat_at_ms as at from nodes where id = ?", node))[0]?.at);

/** Everything that was refused to nodes, and to callers without a good key, so far. */
async function refusals(): Promise<unknown[]> {
  const { rows } = await database.execute(
    "select action, description, error from audit where status = 'FAILURE' and category in ('NODE', 'POOL', 'CONFIG')",
  );
  return rows.map((row) => ({ ...row }));
}

const beat = async (apiKey: string) =>
  (await statusOf(agentClient(running.stack.hubUrl, apiKey).heartbeat.mutate(heartbeat()))).status;

/** Has a new key been used that was not there before? */
const rotated = (node: TestNode) =>
  until("the agent to use a new key", async () =>
    (await keysOf(node)).slice(1).find(({ first_used_at_ms: used }) => used !== null),
  );

/** Notes each heartbeat of a node until told to stop; the longest time between two, in ms. */
function watchHeartbeats(node: TestNode) {
  let [isOver, longestMs, last] = [false, 0, 0];
  const watching = (async () => {
    while (!isOver) {
      const atMs = await lastHeartbeat(node);
      if (last) longestMs = Math.max(longestMs, atMs - last);
      last = atMs;
      await sleep(50);
    }
    return longestMs;
  })();
  return () => {
    isOver = true;
    return watching;
  };
}

describe("a node's key that is rotated", () => {
  const moments = [
    "before hub.rotateKey",
    "during hub.rotateKey",
    "after hub.rotateKey",
    "before journal.saveApiKey",
    "after journal.saveApiKey",
  ];
  it.concurrent.each(moments)("lets no agent out that is killed %s", async (moment) => {
    const node = await enrolledNode(`killed-${moment.replace(" ", "-")}`);
    await site().rotateNodeKey.mutate({ nodeId: node.nodeId });
    const killed = startAgent(node, "kill_at", moment);
    expect(await killed.ended, killed.output()).toBe("SIGKILL");
    const agent = startAgent(node, "node");
    await rotated(node);
    const beforeMs = await lastHeartbeat(node);
    await until("another heartbeat", async () => (await lastHeartbeat(node)) > beforeMs);
    expect(await agent.stop(), agent.output()).toBe(0);
    expect(agent.output()).not.toMatch(/no heartbeat|refuses|ask_/);
    expect(await refusals()).toEqual([]);
    const open = (await keysOf(node)).filter((key) => !key.revoked_at_ms && !key.expires_at_ms);
    expect(open).toHaveLength(1);
    expect(await beat(journalKey(node))).toBe(200);
    expect(await beat(node.apiKey)).toBe(200);
  });

  it("is replaced with the agent's next heartbeat, none of which is refused or lost", async () => {
    const node = await enrolledNode("rotates");
    const agent = startAgent(node, "node");
    await until("the first heartbeat", () => lastHeartbeat(node));
    const stopWatching = watchHeartbeats(node);
    await sleep(2_000);
    await site().rotateNodeKey.mutate({ nodeId: node.nodeId });
    const askedAtMs = Date.now();
    const used = await rotated(node);
    expect(Number(used.created_at_ms) - askedAtMs).toBeLessThan(2_500);
    await sleep(2_000);
    expect(await stopWatching()).toBeLessThan(3_000);
    expect(agent.output()).toMatch(/a new API key is in use/);
    expect(agent.output()).not.toMatch(/no heartbeat|refuses|ask_/);
    expect(await refusals()).toEqual([]);
    expect((await site().node.query({ nodeId: node.nodeId })).status).toBe("ACTIVE");

    expect(await beat(node.apiKey)).toBe(200);
    const [first, second, ...more] = await keysOf(node);
    expect(more).toEqual([]);
    expect(second).toMatchObject({ expires_at_ms: null, revoked_at_ms: null });
    const overlapMs = Number(first?.expires_at_ms) - Number(second?.first_used_at_ms);
    expect(overlapMs).toBe(10 * 60_000);

    await endOverlaps();
    expect(await beat(node.apiKey)).toBe(401);
    const beforeMs = await lastHeartbeat(node);
    await until(
      "a heartbeat after the overlap",
      async () => (await lastHeartbeat(node)) > beforeMs,
    );
    expect(await agent.stop(), agent.output()).toBe(0);
    expect(agent.output()).not.toMatch(/refuses the API key/);
    expect(journalKey(node)).not.toBe(node.apiKey);
    expect(await beat(journalKey(node))).toBe(200);
  });
});

/** As if ten minutes had passed: the hub knows keys by its memory, which it loads at its start. */
async function endOverlaps(): Promise<void> {
  await running.stack.part("hub").kill();
  await database.execute("update node_keys set expires_at_ms = 1 where expires_at_ms is not null");
  running.stack.part("hub").start();
  await until("the hub to answer", async () => (await fetch(`${running.stack.hubUrl}/healthz`)).ok);
}
