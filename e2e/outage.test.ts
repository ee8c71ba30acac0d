import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TemporaryStack, temporaryStack } from "../stack/testing/temporary-stack.ts";
import { sleep, until } from "../stack/wait.ts";
import { cloudUpdates, decidedAtMs, poolSize, stored } from "./testing/evidence.ts";
import { smallFleet } from "./testing/small-fleet.ts";

/** `npm run test:long` takes the 60 s that the acceptance names. */
const outageSeconds = Number(process.env.OUTAGE_SECONDS ?? 25);
const offlineAfterSeconds = 6;

let running: TemporaryStack;

beforeEach(async () => {
  running = await temporaryStack({ fleet: smallFleet, agents: true, offlineAfterSeconds });
  await until(
    "a first decision",
    async () => (await stored(running.stack)).decisionsAtMs.length > 0,
  );
});
afterEach(() => running.close());

const health = async () => {
  const answer = await fetch(`${running.stack.hubUrl}/healthz`);
  return { code: answer.status, ...((await answer.json()) as { database: string }) };
};
const theNode = async () => (await running.stack.site.nodes.query())[0];

/** Everything that was decided and done is in the hub, once. */
async function expectNothingLost(sinceMs: number, untilMs: number): Promise<void> {
  const during = (atMs: number): boolean => atMs >= sinceMs && atMs <= untilMs;
  const decided = decidedAtMs(running.stack).filter(during);
  expect(decided.length).toBeGreaterThanOrEqual(Math.floor((untilMs - sinceMs) / 5000) - 1);
  await until("every decision to be in the hub", async () => {
    const { decisionsAtMs } = await stored(running.stack);
    return decided.every((atMs) => decisionsAtMs.some((hubMs) => Math.abs(hubMs - atMs) < 2500));
  });
  const { decisionsAtMs, appliedActionIds } = await stored(running.stack);
  // Passes are 5 s apart: so many in the hub as in the agent's log, give or take the two edges.
  expect(Math.abs(decisionsAtMs.filter(during).length - decided.length)).toBeLessThanOrEqual(1);
  const done = (await cloudUpdates(running.stack)).filter(({ at_ms }) => at_ms <= untilMs);
  const tokens = done.map(({ retry_token }) => retry_token);
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(tokens.filter((token) => !appliedActionIds.includes(token ?? ""))).toEqual([]);
}

/** The load never rests; somewhere in its wave the agent has to act. */
const resizeBeyond = (before: number) =>
  until("a resize in the outage", async () => (await cloudUpdates(running.stack)).length > before, {
    timeoutMs: 60_000,
  });

describe("a hub that is killed", () => {
  it("does not stop the agent from resizing, and knows everything afterwards", async () => {
    const hub = running.stack.part("hub");
    await hub.kill();
    const sinceMs = Date.now();
    const before = (await cloudUpdates(running.stack)).length;
    await sleep(outageSeconds * 1000);
    await resizeBeyond(before);
    hub.start();
    const untilMs = Date.now();
    await until("the hub to be well", async () => (await health()).code === 200);
    await expectNothingLost(sinceMs, untilMs);
  }, 200_000);
});

/** What a browser gets that may be signed in: nobody can tell while the database is away. */
async function answersToPerson(): Promise<Record<string, number>> {
  const { hubUrl } = running.stack;
  const cookie = `session=session_${"a".repeat(43)}`;
  const status = async (path: string) =>
    (await fetch(`${hubUrl}${path}`, { headers: { cookie }, redirect: "manual" })).status;
  return { page: await status("/"), query: await status("/trpc/overview") };
}

describe("a database that is killed", () => {
  it("makes the hub say so, stops no agent, and is taken up again without help", async () => {
    const database = running.stack.part("database");
    await database.kill();
    const sinceMs = Date.now();
    const before = (await cloudUpdates(running.stack)).length;
    expect(await health()).toMatchObject({ code: 503, database: "unreachable" });
    expect(await answersToPerson()).toEqual({ page: 200, query: 503 });
    await sleep(outageSeconds * 1000);
    await resizeBeyond(before);
    database.start();
    const untilMs = Date.now();
    await until("the hub to be well", async () => (await health()).code === 200);
    await expectNothingLost(sinceMs, untilMs);
    expect((await theNode())?.status).toBe("ACTIVE");
  }, 200_000);
});

describe("an agent that is killed", () => {
  it("is OFFLINE after the time-out, and ACTIVE when it is back", async () => {
    const agent = running.stack.part("agent ashburn");
    await agent.kill();
    await until("the node to be OFFLINE", async () => (await theNode())?.status === "OFFLINE");
    const { lifecycle } = await running.stack.site.node.query({
      nodeId: (await theNode())?.id ?? "",
    });
    expect(lifecycle[0]?.kind).toBe("WENT_OFFLINE");
    agent.start();
    await until("the node to be ACTIVE", async () => (await theNode())?.status === "ACTIVE");
    const updates = await cloudUpdates(running.stack);
    const tokens = updates.map(({ retry_token }) => retry_token);
    expect(new Set(tokens).size).toBe(tokens.length);
  }, 90_000);
});

describe("a published config", () => {
  it("reaches the agent, changes the pool's limits, and outlives hub and agent", async () => {
    const node = await running.stack.site.node.query({ nodeId: (await theNode())?.id ?? "" });
    const yaml = (node.config?.yaml ?? "").replace("max: 12", "max: 4").replace("min: 2", "min: 4");
    const { revision } = await running.stack.site.publishConfig.mutate({
      nodeId: node.id,
      yaml,
      expectedRevision: node.activeRevision ?? 0,
    });
    await until(
      "the agent to act on it",
      async () => (await theNode())?.appliedRevision === revision,
    );
    await until(
      "the pool to have its only size",
      async () => (await poolSize(running.stack)) === 4,
      {
        timeoutMs: 90_000,
      },
    );
    await running.stack.part("agent ashburn").kill();
    await running.stack.part("hub").kill();
    running.stack.part("agent ashburn").start();
    const passes = decidedAtMs(running.stack).length;
    await until("passes without a hub", () => decidedAtMs(running.stack).length > passes + 2, {
      timeoutMs: 40_000,
    });
    expect(await poolSize(running.stack)).toBe(4);
  }, 180_000);
});
