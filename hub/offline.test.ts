import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { sleep, until } from "../stack/wait.ts";
import { heartbeat, testNode } from "./testing/test-node.ts";

const offlineAfterSeconds = 4;
let running: TemporaryStack;

beforeAll(async () => {
  running = await temporaryStack({ offlineAfterSeconds });
});
afterAll(() => running.close());

const shown = (nodeId: string) => running.stack.site.node.query({ nodeId });
const isOffline = async (nodeId: string) => (await shown(nodeId)).status === "OFFLINE";

describe("a node that falls silent", () => {
  it("is OFFLINE after the time-out, with its event, and ACTIVE when it is heard again", async () => {
    const node = await testNode(running.stack, "silent");
    await node.hub.heartbeat.mutate(heartbeat());
    const heardAtMs = Date.now();
    await until("the node to be OFFLINE", () => isOffline(node.nodeId));
    expect(Date.now() - heardAtMs).toBeGreaterThanOrEqual(offlineAfterSeconds * 1000 - 100);
    const { lifecycle } = await shown(node.nodeId);
    expect(lifecycle[0]).toMatchObject({
      kind: "WENT_OFFLINE",
      reason: "No heartbeat for 4 s",
      trigger: "the hub's clock",
    });
    await node.hub.heartbeat.mutate(heartbeat());
    const back = await shown(node.nodeId);
    expect(back.status).toBe("ACTIVE");
    expect(back.lifecycle[0]).toMatchObject({ kind: "CAME_ONLINE", trigger: "heartbeat" });
  });

  it("is not blamed for the time in which the hub itself was away", async () => {
    const node = await testNode(running.stack, "patient");
    await node.hub.heartbeat.mutate(heartbeat());
    await running.stack.part("hub").kill();
    await sleep((offlineAfterSeconds + 2) * 1000);
    running.stack.part("hub").start();
    await until("the hub to answer", async () => !(await isOffline(node.nodeId)));
    await sleep(1500);
    expect((await shown(node.nodeId)).status).toBe("ACTIVE");
    await until("the node to be OFFLINE at last", () => isOffline(node.nodeId));
  });
});
