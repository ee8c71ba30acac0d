import { expect, test } from "vitest";
import type { OverviewOutput } from "../../../core/contract/site-contract.ts";
import { fakeTiming } from "./fake-timing.ts";
import { startFeed } from "./feed.ts";
import { connection, freshness } from "./freshness.ts";
import { openLiveLine } from "./live-line.ts";

function started() {
  const timing = fakeTiming();
  const sockets: EventTarget[] = [];
  const hub = { calls: 0, up: true, tooMany: false };
  const line = openLiveLine({
    timing,
    random: () => 0,
    connect() {
      const socket = new EventTarget();
      sockets.push(socket);
      return socket as never;
    },
  });
  const feed = startFeed({
    line,
    timing,
    topics: ["overview"],
    ask: async () => {
      hub.calls++;
      if (hub.tooMany) throw { data: { httpStatus: 429 } };
      if (!hub.up) throw new TypeError("fetch failed");
      return { asOfMs: timing.nowMs(), nodes: [], events: [] } as unknown as OverviewOutput;
    },
  });
  const fire = (event: Event) => sockets.at(-1)?.dispatchEvent(event);
  const say = (...topics: string[]) =>
    fire(new MessageEvent("message", { data: JSON.stringify({ topics }) }));
  return { timing, hub, feed, fire, say };
}

test("startFeed() polls every 10 s while no socket holds", async () => {
  const { timing, hub, feed } = started();
  await timing.advance(30_500);
  expect(hub.calls).toBe(4);
  expect(connection(feed.state())).toBe("polling");
});

test("startFeed() polls every 30 s only beside a socket", async () => {
  const { timing, hub, feed, fire } = started();
  fire(new Event("open"));
  await timing.advance(2_000);
  const before = hub.calls;
  await timing.advance(60_000);
  expect(hub.calls - before).toBe(2);
  expect(connection(feed.state())).toBe("live");
});

test.each([
  ["overview", 1],
  ["fleet", 0],
  ["audit", 0],
])("startFeed() asks for topic %s %i times", async (topic, asked) => {
  const { timing, hub, fire, say } = started();
  fire(new Event("open"));
  await timing.advance(10_000);
  const before = hub.calls;
  say(topic);
  await timing.advance(500);
  expect(hub.calls - before).toBe(asked);
});

test("startFeed() asks at once when the socket closes", async () => {
  const { timing, hub, feed, fire } = started();
  fire(new Event("open"));
  await timing.advance(10_000);
  hub.up = false;
  fire(new Event("close"));
  await timing.advance(0);
  expect(connection(feed.state())).toBe("reconnecting");
});

test("startFeed() keeps the old answer in an outage, and it goes stale", async () => {
  const { timing, hub, feed } = started();
  await timing.advance(1_000);
  hub.up = false;
  await timing.advance(10_000);
  expect(feed.state()).toMatchObject({ failure: { kind: "unreachable" }, answer: { nodes: [] } });
  expect(freshness(feed.state(), timing.nowMs())).toBe("fresh");
  await timing.advance(10_000);
  expect(freshness(feed.state(), timing.nowMs())).toBe("stale");
  hub.up = true;
  await timing.advance(10_000);
  expect(freshness(feed.state(), timing.nowMs())).toBe("fresh");
});

test("freshness() is stale after 45 s without an answer, though none failed", async () => {
  const { timing, feed } = started();
  await timing.advance(0);
  const { receivedAtMs } = feed.state();
  expect(receivedAtMs).not.toBeNull();
  expect(freshness(feed.state(), (receivedAtMs ?? 0) + 45_000)).toBe("fresh");
  expect(freshness(feed.state(), (receivedAtMs ?? 0) + 45_001)).toBe("stale");
});

test("startFeed() leaves the hub alone for 10 s when it was asked too often", async () => {
  const { timing, hub, say } = started();
  await timing.advance(5_000);
  hub.tooMany = true;
  say("overview");
  await timing.advance(0);
  const before = hub.calls;
  for (let n = 0; n < 9; n++) {
    say("overview");
    await timing.advance(1_000);
  }
  expect(hub.calls).toBe(before);
  await timing.advance(1_000);
  expect(hub.calls).toBe(before + 1);
});

test("startFeed() asks at once when the hub closes the socket because rights changed", async () => {
  const { timing, hub, fire } = started();
  fire(new Event("open"));
  await timing.advance(10_000);
  const before = hub.calls;
  fire(Object.assign(new Event("close"), { code: 4401 }));
  await timing.advance(0);
  expect(hub.calls).toBe(before + 1);
});

test("startFeed() asks no more once it was stopped", async () => {
  const { timing, hub, feed, say } = started();
  await timing.advance(5_000);
  feed.stop();
  const before = hub.calls;
  say("overview");
  await timing.advance(60_000);
  expect(hub.calls).toBe(before);
});
