import { expect, test } from "vitest";
import { sampleNode as node, samplePool as pool, sampleNowMs } from "./sample-fleet.ts";
import { summarizeFleet } from "./summarize-fleet.ts";

const warned = (name: string) => pool(name, { status: "warning" });
const broken = (name: string) => pool(name, { status: "error" });
const unseen = (name: string) => pool(name, { latest: null, status: null });

test.each([
  ["no nodes", [], "inactive", "No nodes yet"],
  ["no pools", [node("n", "ACTIVE", [])], "inactive", "No pools yet"],
  ["one pool", [node("n", "ACTIVE", [pool("a")])], "good", "The one pool is healthy"],
  ["all well", [node("n", "ACTIVE", [pool("a"), pool("b")])], "good", "All 2 pools healthy"],
  [
    "one unseen",
    [node("n", "ACTIVE", [pool("a"), unseen("b")])],
    "inactive",
    "1 of 2 pools healthy, 1 has not reported yet",
  ],
  [
    "one warned",
    [node("n", "ACTIVE", [pool("a"), warned("orders-api")])],
    "warning",
    "1 pool needs attention: orders-api",
  ],
  [
    "many, worst first",
    [node("n", "ACTIVE", [warned("a"), warned("b"), broken("c")])],
    "bad",
    "3 pools need attention: c, a and 1 more",
  ],
  [
    "a node that cannot work",
    [node("n", "ERROR", [pool("a")])],
    "bad",
    "1 node needs attention: n",
  ],
  [
    "a node offline with its pools",
    [node("n", "OFFLINE", [pool("a"), pool("b")]), node("m", "ACTIVE", [pool("c")])],
    "bad",
    "2 pools and 1 node need attention: n",
  ],
] as const)("summarizeFleet() of %s", (_, nodes, tone, headline) => {
  const summary = summarizeFleet({ nodes: [...nodes], asOfMs: sampleNowMs });
  expect(summary).toMatchObject({ tone, headline });
});

test("summarizeFleet() names an offline node once, and links to what is wrong", () => {
  const nodes = [node("n", "OFFLINE", [pool("a"), pool("b")]), node("m", "ACTIVE", [warned("c")])];
  expect(summarizeFleet({ nodes, asOfMs: sampleNowMs }).items).toEqual([
    { href: "#node-id-n", label: "n", tone: "bad", word: "Offline", reason: "because" },
    { href: "#pool-id-c", label: "c", tone: "warning", word: "Warning", reason: null },
  ]);
});
