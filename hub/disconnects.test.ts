import { request } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { configOf, heartbeat, poolReport, type TestNode, testNode } from "./testing/test-node.ts";

/** `npm run test:long` takes the 60 s that the acceptance names. */
const seconds = Number(process.env.DISCONNECT_SECONDS ?? 15);
const atATime = 16;

let running: TemporaryStack;
const nodes: TestNode[] = [];

beforeAll(async () => {
  running = await temporaryStack();
  for (let i = 0; i < atATime; i++) {
    const node = await testNode(running.stack, `rude-${i}`);
    const yaml = configOf([0, 1, 2].map((pool) => `${node.name}-${pool}`));
    const { nodeId } = node;
    await running.stack.site.publishConfig.mutate({ nodeId, yaml, expectedRevision: 0 });
    nodes.push(node);
  }
});
afterAll(() => running.close());

/** Sends a heartbeat and is gone after a moment, answered or not. */
function sendAndLeave({ apiKey, name }: TestNode, afterMs: number): Promise<"answered" | "left"> {
  const body = JSON.stringify(
    heartbeat({ pools: [0, 1, 2].map((i) => poolReport(`${name}-${i}`)) }),
  );
  return new Promise((resolve) => {
    const sent = request(`${running.stack.hubUrl}/agent/heartbeat`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    });
    const leave = setTimeout(() => sent.destroy(), afterMs);
    sent.once("response", (answer) => {
      answer.resume();
      clearTimeout(leave);
      resolve("answered");
    });
    sent.once("error", () => resolve("left"));
    sent.end(body);
  });
}

it(
  `goes on writing while ${atATime} clients at a time leave in the middle, and after`,
  async () => {
    const endMs = Date.now() + seconds * 1000;
    let left = 0;
    const rude = async (node: TestNode, index: number): Promise<void> => {
      for (let i = 0; Date.now() < endMs; i++) {
        const afterMs = (i * 7 + index * 3) % 25;
        if ((await sendAndLeave(node, afterMs)) === "left") left += 1;
      }
    };
    await Promise.all(nodes.map(rude));
    expect(left).toBeGreaterThan(seconds * 10);
    for (const node of nodes) {
      const answer = await node.hub.heartbeat.mutate(
        heartbeat({ pools: [poolReport(`${node.name}-0`, { currentInstances: 9 })] }),
      );
      expect(answer.receivedAtMs).toBeGreaterThan(endMs);
    }
    const overview = await running.stack.site.overview.query();
    const nines = overview.nodes.filter(({ pools }) =>
      pools.some(({ latest }) => latest?.currentInstances === 9),
    );
    expect(nines).toHaveLength(atATime);
    console.log(`${left} clients left within ${seconds} s; every later write succeeded`);
  },
  (seconds + 60) * 1000,
);
