import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningRegion, startRegion } from "../sim/region.ts";
import { eventually, startAgentProcess } from "./testing/agent-process.ts";
import { startFakeHub } from "./testing/fake-hub.ts";
import { tempFolder } from "./testing/fake-ports.ts";
import { writeOciCredentials } from "./testing/oci-credentials.ts";
import { compartmentId, configYaml, region, storedConfig } from "./testing/pool-config.ts";

const moments = [
  "after metrics.read",
  "after journal.recordDecision",
  "before pools.resize",
  "during pools.resize",
  "after pools.resize",
  "before journal.recordOutcome",
  "after journal.recordOutcome",
  "before hub.report",
  "during hub.report",
  "after hub.report",
  "before journal.confirm",
  "after journal.confirm",
] as const;

const poolAt = (index: number) => `ocid1.instancepool.oc1..killed${index}`;
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
    // 95 % of two instances, 63 % of three: exactly one step out is right.
    pools: moments.map((_, index) => ({
      id: poolAt(index),
      display_name: "web",
      size: 2,
      demand: { kind: "flat", level: 1.9 },
    })),
  });
  // OCI takes the resize and answers late, so that "during" means: taken, and not known.
  cloud.setFaults([
    { kind: "slow", operation: "UpdateInstancePool", delay_ms: 400, phase: "after" },
  ]);
});
afterAll(() => cloud.close());

test.concurrent.for(moments.map((moment, index) => ({ moment, id: poolAt(index) })))(
  "an agent killed $moment resizes once and reports everything once after it starts again",
  { timeout: 60_000 },
  async ({ moment, id }) => {
    const hub = await startFakeHub();
    hub.config = storedConfig(1, configYaml([{ id }]));
    const env = {
      HUB_URL: hub.url,
      NODE_NAME: "killed",
      NODE_REGION: region,
      ENROLMENT_TOKEN: "token",
      STATE_DIR: tempFolder(),
      OCI_CONFIG_FILE: configFile,
      OCI_ENDPOINT: cloud.url,
      HEARTBEAT_INTERVAL_SECONDS: "2",
    };
    const killed = startAgentProcess("kill_at", { ...env, KILL_AT: moment });
    expect(await killed.ended, killed.output()).toBe("SIGKILL");

    const beats = hub.heartbeats.length;
    const agent = startAgentProcess("node", env);
    const events = () => [...hub.events.values()];
    const actions = () => events().filter((event) => event.kind === "action");
    await eventually(() => actions().some(({ outcome }) => outcome.kind === "applied"), agent);
    await eventually(() => hub.heartbeats.slice(beats).some(({ pools }) => pools.length), agent);
    expect(await agent.stop(), agent.output()).toBe(0);

    const updates = cloud.state().updates.filter((update) => update.pool_id === id);
    expect(updates).toMatchObject([{ from: 2, to: 3, by: "api" }]);
    const applied = actions().filter(({ outcome }) => outcome.kind === "applied");
    expect(applied.map((action) => action.id)).toEqual(updates.map((u) => u.retry_token));
    const resizing = events().filter((e) => e.kind === "decision" && e.decision.kind === "resize");
    expect(actions().map(({ decisionId }) => decisionId)).toEqual(resizing.map((e) => e.id));
    await hub.close();
  },
);
