import { expect, test } from "vitest";
import { keepIdentity } from "./keep-identity.ts";

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const fleet = {
  asOfMs: 1,
  nodes: [
    {
      id: "a",
      pools: [
        { id: "p", cpu: 1 },
        { id: "q", cpu: null as number | null },
      ],
    },
    { id: "b", pools: [] },
  ],
};

test("keepIdentity() returns the previous value when nothing changed", () => {
  expect(keepIdentity(fleet, copy(fleet))).toBe(fleet);
});

test("keepIdentity() keeps what did not change beside what did", () => {
  const next = copy(fleet);
  const changed = next.nodes[0]?.pools[1];
  if (changed) changed.cpu = 7;
  const merged = keepIdentity(fleet, next);
  expect(merged).toEqual(next);
  expect(merged.nodes[0]?.pools[0]).toBe(fleet.nodes[0]?.pools[0]);
  expect(merged.nodes[0]?.pools[1]).not.toBe(fleet.nodes[0]?.pools[1]);
  expect(merged.nodes[1]).toBe(fleet.nodes[1]);
});

test("keepIdentity() pairs items by id when the list moved", () => {
  const previous = [{ id: "1" }, { id: "2" }];
  const merged = keepIdentity(previous, [{ id: "0" }, { id: "1" }, { id: "2" }]);
  expect(merged[1]).toBe(previous[0]);
  expect(merged[2]).toBe(previous[1]);
});

test.each([
  [{ a: 1, b: 2 }, { a: 1 }],
  [[1, 2], [1]],
  [[1], [1, 2]],
  [{ a: null }, { a: {} }],
  [{ a: [] }, { a: {} }],
  [null, { a: 1 }],
  [
    [{ id: "1" }, { id: "2" }],
    [{ id: "2" }, { id: "1" }],
  ],
])("keepIdentity(%j, %j) equals the second", (previous, next) => {
  expect(keepIdentity<unknown>(previous, next)).toEqual(next);
});
