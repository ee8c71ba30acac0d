import { expect, test } from "vitest";
import { AgentFault } from "./agent-fault.ts";
import { openJournal } from "./journal/open-journal.ts";
import type { Log } from "./log.ts";
import { NodeKey } from "./node-key.ts";
import type { HubLink } from "./ports.ts";
import { FakeHubLink, tempFolder } from "./testing/fake-ports.ts";

/** A node that is enrolled with `ask_first`, and everything it logs. */
function nodeKey() {
  const journal = openJournal(tempFolder());
  journal.identity(() => "registration");
  journal.saveEnrolment({ nodeId: "node", apiKey: "ask_first", tokenHash: "hash" });
  const hub = new FakeHubLink();
  const asked: string[] = [];
  const answerWith = (rotateKey: HubLink["rotateKey"]) => {
    hub.rotateKey = (apiKey) => {
      asked.push(apiKey);
      return rotateKey(apiKey);
    };
  };
  answerWith(hub.rotateKey);
  const lines: Parameters<Log>[] = [];
  const key = new NodeKey("ask_first", { hub, journal, log: (...line) => lines.push(line) });
  const stored = () => journal.identity(() => "other").enrolled?.apiKey;
  return { key, journal, asked, answerWith, lines, stored };
}

test("a new key is on disk and in use, and is asked for with the one before", async () => {
  const { key, asked, answerWith, stored } = nodeKey();
  await key.rotate();
  expect([key.current, stored()]).toEqual(["ask_second", "ask_second"]);
  answerWith(async () => ({ kind: "answered", value: { apiKey: "ask_third" } }));
  await key.rotate();
  expect([key.current, stored()]).toEqual(["ask_third", "ask_third"]);
  expect(asked).toEqual(["ask_first", "ask_second"]);
});

test("the key before is in use until the new one is on disk", async () => {
  const { key, journal, stored } = nodeKey();
  const save = journal.saveApiKey;
  const inUse: string[] = [];
  journal.saveApiKey = (apiKey) => {
    inUse.push(key.current);
    save(apiKey);
    inUse.push(key.current, stored() ?? "");
  };
  await key.rotate();
  expect(inUse).toEqual(["ask_first", "ask_first", "ask_second"]);
});

test.for<[string, HubLink["rotateKey"], string]>([
  [
    "refuses",
    async () => ({ kind: "unauthorized", message: "no" }),
    "the hub gives no new API key",
  ],
  ["rejects", async () => ({ kind: "rejected", message: "no" }), "the hub gives no new API key"],
  [
    "is away",
    () => Promise.reject(new AgentFault("HUB_UNREACHABLE", "away")),
    "no new API key yet",
  ],
])("the key before stays when the hub %s, and the next time works", async ([, answer, said]) => {
  const { key, answerWith, lines, stored } = nodeKey();
  answerWith(answer);
  await key.rotate();
  expect([key.current, stored()]).toEqual(["ask_first", "ask_first"]);
  expect(lines.map(([, message]) => message)).toEqual([said]);
  answerWith(async () => ({ kind: "answered", value: { apiKey: "ask_second" } }));
  await key.rotate();
  expect([key.current, stored()]).toEqual(["ask_second", "ask_second"]);
});

test("the key before stays when the disk is full", async () => {
  const { key, journal, lines, stored } = nodeKey();
  journal.saveApiKey = () => {
    throw new AgentFault("JOURNAL_UNUSABLE", "the disk is full");
  };
  await key.rotate();
  expect([key.current, stored()]).toEqual(["ask_first", "ask_first"]);
  expect(lines).toEqual([["warn", "no new API key yet", { reason: "the disk is full" }]]);
});

test("no key is ever logged", async () => {
  const { key, answerWith, lines } = nodeKey();
  await key.rotate();
  answerWith(async () => ({ kind: "rejected", message: "no" }));
  await key.rotate();
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toContain("ask_");
});
