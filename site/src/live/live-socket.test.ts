import { expect, test } from "vitest";
import { fakeTiming } from "./fake-timing.ts";
import { holdLiveSocket, type SocketStatus, topicsOf } from "./live-socket.ts";

function held() {
  const timing = fakeTiming();
  const sockets: EventTarget[] = [];
  const statuses: SocketStatus[] = [];
  const topics: string[] = [];
  holdLiveSocket({
    connect() {
      const socket = new EventTarget();
      sockets.push(socket);
      return socket as never;
    },
    timing,
    random: () => 0,
    onStatus: (status) => statuses.push(status),
    onTopics: (some) => topics.push(...some),
  });
  const fire = (event: Event) => sockets.at(-1)?.dispatchEvent(event);
  return { timing, sockets, statuses, topics, fire };
}

test("holdLiveSocket() hands on the topics of a message", () => {
  const { topics, fire } = held();
  fire(new Event("open"));
  fire(new MessageEvent("message", { data: '{"topics":["overview","nodes"]}' }));
  expect(topics).toEqual(["overview", "nodes"]);
});

test("holdLiveSocket() waits 1, 2, 4 s between tries that fail", async () => {
  const { timing, sockets, fire } = held();
  for (const waitMs of [1_000, 2_000, 4_000]) {
    const before = sockets.length;
    fire(new Event("close"));
    await timing.advance(waitMs - 1);
    expect(sockets.length).toBe(before);
    await timing.advance(1);
    expect(sockets.length).toBe(before + 1);
  }
});

test("holdLiveSocket() keeps backing off when the hub accepts and closes at once", async () => {
  const { timing, sockets, fire } = held();
  let closed = 0;
  for (let second = 0; second < 60; second++) {
    if (closed < sockets.length) {
      closed++;
      fire(new Event("open"));
      fire(new Event("close"));
    }
    await timing.advance(1_000);
  }
  // At 0, 1, 3, 7, 15, 31 s, and the next 30 s later.
  expect(sockets.length).toBe(6);
});

test("holdLiveSocket() starts over at 1 s after a socket that held", async () => {
  const { timing, sockets, statuses, fire } = held();
  fire(new Event("close"));
  await timing.advance(1_000);
  fire(new Event("open"));
  await timing.advance(60_000);
  fire(new Event("close"));
  await timing.advance(1_000);
  expect(sockets.length).toBe(3);
  expect(statuses).toEqual(["connecting", "closed", "connecting", "open", "closed", "connecting"]);
});

test.each([
  ["", []],
  ["not json", []],
  ["null", []],
  ['{"topics":"overview"}', []],
  ['{"topics":["overview",7]}', ["overview"]],
  [new ArrayBuffer(2), []],
])("topicsOf(%o) is %o", (data, topics) => {
  expect(topicsOf(data)).toEqual(topics);
});
