import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningRegion, startRegion } from "../sim/region.ts";
import { eventually, type Runtime, startAgentProcess } from "./testing/agent-process.ts";
import { startFakeHub } from "./testing/fake-hub.ts";
import { tempFolder } from "./testing/fake-ports.ts";
import { writeOciCredentials } from "./testing/oci-credentials.ts";
import { compartmentId, configYaml, region, storedConfig } from "./testing/pool-config.ts";

const runtimes = ["node", "deno"] as const;
const poolOf = (runtime: Runtime) => `ocid1.instancepool.oc1..${runtime}`;
const { configFile, key } = writeOciCredentials(tempFolder());
let cloud: RunningRegion;

beforeAll(async () => {
  cloud = await startRegion({
    region,
    compartment_id: compartmentId,
    keys: [key],
    metric_minute_seconds: 1,
    metrics_lag_seconds: 0,
    boot_seconds: 1,
    pools: runtimes.map((runtime) => ({
      id: poolOf(runtime),
      display_name: "web",
      size: 2,
      demand: { kind: "flat", level: 3.6 },
    })),
  });
});
afterAll(() => cloud.close());

const environment = (hubUrl: string) => ({
  HUB_URL: hubUrl,
  NODE_NAME: "whole",
  NODE_REGION: region,
  STATE_DIR: tempFolder(),
  OCI_CONFIG_FILE: configFile,
  OCI_ENDPOINT: cloud.url,
  HEARTBEAT_INTERVAL_SECONDS: "1",
});

describe.concurrent.each(runtimes)("the agent on %s", (runtime) => {
  const id = poolOf(runtime);
  const sizes = () => cloud.state().updates.flatMap((u) => (u.pool_id === id ? [u.to] : []));

  test("enrols, scales, outlives the hub, and starts again with what it knows", {
    timeout: 60_000,
  }, async () => {
    const hub = await startFakeHub();
    hub.config = storedConfig(
      5,
      configYaml([{ id, settings: "scale_out: {cooldown_seconds: 0}" }]),
    );
    const env = environment(hub.url);
    const agent = startAgentProcess(runtime, { ...env, ENROLMENT_TOKEN: "token" });
    await eventually(() => hub.heartbeats.at(-1)?.pools[0]?.currentInstances, agent);
    await eventually(() => sizes().length === 1, agent);
    expect(hub.heartbeats.at(-1)).toMatchObject({ status: "ACTIVE", configRevision: 5 });

    await hub.close();
    await eventually(() => sizes().length === 2, agent);
    const back = await startFakeHub(Number(new URL(hub.url).port));
    back.config = hub.config;
    const actions = () =>
      [...hub.events.values(), ...back.events.values()].filter(({ kind }) => kind === "action");
    await eventually(() => actions().length === 2, agent);
    expect(actions()).toMatchObject(
      [3, 4].map((toSize) => ({ toSize, outcome: { kind: "applied" } })),
    );
    expect(await agent.stop(), agent.output()).toBe(0);

    const again = startAgentProcess(runtime, env);
    const before = back.heartbeats.length;
    await eventually(() => back.heartbeats.length > before, again);
    expect(back.heartbeats[before]).toMatchObject({ configRevision: 5 });
    const rival = startAgentProcess(runtime, env);
    expect(await rival.ended).toBe(1);
    expect(rival.output()).toMatch(/Another agent already works with the state folder/);
    expect(await again.stop(), again.output()).toBe(0);
    expect(hub.registrationIds).toHaveLength(1);
    expect(back.registrationIds).toHaveLength(0);
    for (const line of again
      .output()
      .split("\n")
      .filter((text) => text.startsWith("{"))) {
      expect(JSON.parse(line)).toHaveProperty("level");
    }
    expect(agent.output()).not.toMatch(/ask_test|NotCapable|Requires/);
    await back.close();
  });
});

test("the agent says in one line which variable is missing, and ends with 1", async () => {
  const { NODE_NAME: _, ...env } = environment("http://127.0.0.1:9");
  const agent = startAgentProcess("node", env);
  expect(await agent.ended).toBe(1);
  expect(JSON.parse(agent.output())).toMatchObject({
    level: "error",
    reason: "The environment variable NODE_NAME is not set.",
  });
});
