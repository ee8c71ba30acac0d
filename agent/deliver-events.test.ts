import { beforeEach, expect, test } from "vitest";
import type { DecisionReport } from "../core/contract/decision-record.ts";
import { emptyMemory } from "../core/scaling/policy.ts";
import { AgentFault } from "./agent-fault.ts";
import { EventDelivery } from "./deliver-events.ts";
import { NodeKey } from "./node-key.ts";
import type { Journal } from "./ports.ts";
import { FakeClock, FakeHubLink, silent, watchedJournal } from "./testing/fake-ports.ts";

let hub: FakeHubLink;
let clock: FakeClock;
let journal: Journal;
let delivery: EventDelivery;

beforeEach(() => {
  hub = new FakeHubLink();
  clock = new FakeClock();
  clock.sleep = () => new Promise(() => {});
  journal = watchedJournal([]);
  delivery = new EventDelivery(new NodeKey("ask_test", { hub, journal, log: silent }), {
    hub,
    journal,
    clock,
    log: silent,
  });
});

const decide = (...ids: string[]) => {
  for (const id of ids) {
    const event = { kind: "decision", id, oraclePoolId: "pool" } as DecisionReport;
    journal.recordDecision(event, emptyMemory, null);
  }
};
const left = () => journal.nextEvents().map(({ event }) => event.id);
const arrived = () => hub.batches.flat().map(({ id }) => id);

test("flush() hands events over in order and then forgets them", async () => {
  decide("a", "b", "c");
  await delivery.flush();
  expect(arrived()).toEqual(["a", "b", "c"]);
  expect(left()).toEqual([]);
});

test("flush() runs once at a time", async () => {
  decide("a");
  await Promise.all([delivery.flush(), delivery.flush(), delivery.flush()]);
  expect(arrived()).toEqual(["a"]);
});

test("flush() keeps everything while the hub is away, and asks ever more rarely", async () => {
  decide("a");
  let asked = 0;
  hub.refusal = () => {
    asked += 1;
    throw new AgentFault("HUB_UNREACHABLE", "away");
  };
  for (let second = 0; second < 300; second++) {
    await delivery.flush();
    clock.ms += 1000;
  }
  expect(left()).toEqual(["a"]);
  // 1, 2, 4, 8, 16 and then every 30 s: 5 tries in 31 s, and 9 or 10 more.
  expect(asked).toBeGreaterThanOrEqual(13);
  expect(asked).toBeLessThanOrEqual(15);
  hub.refusal = () => null;
  clock.ms += 30_000;
  await delivery.flush();
  expect(arrived()).toEqual(["a"]);
});

test("flush() buries the one event that the hub rejects, and delivers the others", async () => {
  decide("a", "poison", "b");
  hub.refusal = (events) =>
    events.some(({ id }) => id === "poison") ? { kind: "rejected", message: "no" } : null;
  await delivery.flush();
  expect(arrived()).toEqual(["a", "b"]);
  expect(left()).toEqual([]);
});

test("flush() keeps everything, and asks rarely, while the key is refused", async () => {
  decide("a", "b");
  let asked = 0;
  hub.refusal = () => {
    asked += 1;
    return { kind: "unauthorized", message: "revoked" };
  };
  for (let minute = 0; minute < 30; minute++) {
    await delivery.flush();
    clock.ms += 60_000;
  }
  expect(asked).toBe(3);
  expect(left()).toEqual(["a", "b"]);
});

test("stop() makes one last try although it rests", async () => {
  decide("a");
  hub.refusal = () => {
    throw new AgentFault("HUB_UNREACHABLE", "away");
  };
  await delivery.flush();
  hub.refusal = () => null;
  await delivery.stop();
  expect(arrived()).toEqual(["a"]);
});
