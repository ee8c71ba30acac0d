import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HeartbeatInput } from "../core/contract/agent-contract.ts";
import { Agent } from "./agent.ts";
import { systemClock } from "./clock.ts";
import type { AgentPorts, Journal, StoredConfig } from "./ports.ts";
import { FakeCloud, FakeHubLink, silent, watchedJournal } from "./testing/fake-ports.ts";
import { configYaml, storedConfig } from "./testing/pool-config.ts";

const web = "ocid1.instancepool.oc1..web";
const batch = "ocid1.instancepool.oc1..batch";

let cloud: FakeCloud;
let hub: FakeHubLink;
let journal: Journal;
let agent: Agent;
let heartbeats: HeartbeatInput[];
let published: StoredConfig | null;

beforeEach(() => {
  cloud = new FakeCloud();
  hub = new FakeHubLink();
  journal = watchedJournal([]);
  heartbeats = [];
  published = null;
  hub.heartbeat = async (_apiKey, input) => {
    heartbeats.push(input);
    const configUpdateNeeded = (published?.revision ?? null) !== input.configRevision;
    const value = { configUpdateNeeded, keyRotationNeeded: false, receivedAtMs: 0 };
    return { kind: "answered", value };
  };
  hub.config = async () => ({ kind: "answered", value: published });
  agent = newAgent();
});
afterEach(() => agent.stop(100));

function newAgent(enrolmentToken: string | null = "token"): Agent {
  const ports: AgentPorts = {
    pools: cloud.pools,
    metrics: cloud.metrics,
    hub,
    journal,
    clock: systemClock,
  };
  const settings = { nodeName: "n", region: "us-ashburn-1", enrolmentToken };
  return new Agent({ ...settings, heartbeatIntervalSeconds: 1 }, { ...ports, log: silent });
}

const publish = (revision: number, ...ids: string[]) => {
  published = storedConfig(revision, configYaml(ids.map((id) => ({ id }))));
};
const latest = () => heartbeats.at(-1);
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 20 });

test("the agent is ACTIVE without a config, and says that it has none", async () => {
  await agent.start();
  expect(latest()).toMatchObject({ status: "ACTIVE", configRevision: null, pools: [] });
});

test("the agent pulls its config, acts on it, and reports its pools under the new revision", async () => {
  publish(3, web);
  await agent.start();
  await until(() => {
    expect(latest()).toMatchObject({ configRevision: 3, pools: [{ oraclePoolId: web }] });
    expect(hub.batches.flat().map(({ kind }) => kind)).toEqual(["decision", "action"]);
  });
  expect(journal.config()?.revision).toBe(3);
});

test("the agent scales by the config it has while the hub is away", async () => {
  journal.saveConfig(storedConfig(2, configYaml([{ id: web }])));
  hub.register = () => new Promise(() => {});
  void agent.start();
  await until(() => expect(cloud.state.size).toBe(3));
  expect(heartbeats).toEqual([]);
});

test("the agent keeps its config when the next one is no config", async () => {
  publish(1, web);
  await agent.start();
  await until(() => expect(latest()?.configRevision).toBe(1));
  published = { revision: 2, yaml: "pools: 7", hash: "x" };
  await until(() => expect(latest()?.status).toBe("ERROR"));
  expect(latest()).toMatchObject({ configRevision: 1, pools: [{ oraclePoolId: web }] });
  expect(latest()?.statusReason).toMatch(/line 1/);
  expect(journal.config()?.revision).toBe(1);
  publish(3, web);
  await until(() => expect(latest()).toMatchObject({ status: "ACTIVE", configRevision: 3 }));
});

test("a pool that a new config leaves out is not touched any more", async () => {
  publish(1, web, batch);
  await agent.start();
  await until(() => expect(latest()?.pools).toHaveLength(2));
  publish(2, batch);
  await until(() =>
    expect(latest()).toMatchObject({ configRevision: 2, pools: [{ oraclePoolId: batch }] }),
  );
  expect(latest()?.pools).toHaveLength(1);
});

test("the agent does not spend its enrolment token before it has OCI credentials", async () => {
  const register = vi.spyOn(hub, "register");
  cloud.pools.obstacle = async () => "OCI credentials can not be read";
  await expect(agent.start()).rejects.toThrow("OCI credentials can not be read");
  expect(register).not.toHaveBeenCalled();
});

test("the agent is in ERROR while it loses its OCI credentials, and well again after", async () => {
  await agent.start();
  cloud.pools.obstacle = async () => "OCI credentials can not be read";
  await until(() =>
    expect(latest()).toMatchObject({
      status: "ERROR",
      statusReason: "OCI credentials can not be read",
    }),
  );
  cloud.pools.obstacle = async () => null;
  await until(() => expect(latest()?.status).toBe("ACTIVE"));
});

test("the agent is in ERROR and does not act while the journal can not be written", async () => {
  const { recordDecision } = journal;
  journal.recordDecision = (...args) => {
    // The journal's own fault, as on a full disk: two intents of one pool.
    const [event, memory, intent] = args;
    recordDecision(event, memory, intent);
    recordDecision({ ...event, id: event.id }, memory, intent);
  };
  publish(1, web);
  await agent.start();
  await until(() => expect(latest()?.statusReason).toMatch(/journal can not be written/));
  expect(latest()?.pools).toMatchObject([{ status: "error" }]);
  expect(cloud.calls).not.toContain("pools.resize");
});

test("the agent enrols once, and again for a new token", async () => {
  const register = vi.spyOn(hub, "register");
  await agent.start();
  await agent.stop(100);
  for (const [token, times] of [
    ["token", 1],
    [null, 1],
    ["another", 2],
  ] as const) {
    agent = newAgent(token);
    await agent.start();
    await agent.stop(100);
    expect(register).toHaveBeenCalledTimes(times);
  }
  const ids = register.mock.calls.map(([input]) => input.registrationId);
  expect(new Set(ids).size).toBe(1);
});

test("the agent does not start without a key and without a token, or with a refused one", async () => {
  await expect(newAgent(null).start()).rejects.toThrow(/ENROLMENT_TOKEN is not set/);
  hub.register = async () => ({ kind: "unauthorized", message: "unknown token" });
  await expect(newAgent().start()).rejects.toThrow(/refused to enrol this node: unknown token/);
});

test("the agent goes on scaling when the hub refuses its key, and asks it rarely", async () => {
  journal.saveConfig(storedConfig(2, configYaml([{ id: web }])));
  let asked = 0;
  hub.heartbeat = async () => {
    asked += 1;
    return { kind: "unauthorized", message: "revoked" };
  };
  await agent.start();
  await until(() => expect(cloud.state.size).toBe(3));
  await systemClock.sleep(2500);
  expect(asked).toBe(1);
});
