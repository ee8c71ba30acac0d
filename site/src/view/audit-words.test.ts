import { expect, test } from "vitest";
import { actorWords, prettyJson } from "./audit-words.ts";

const nobody = { actorId: null, actorEmail: null, actorRole: null };
const anna = { actorId: "id", actorEmail: "anna@example.com", actorRole: "ADMIN" };

test.each([
  ["a person", { ...anna, actorKind: "user" }, "anna@example.com", "ADMIN"],
  ["a person without address", { ...nobody, actorId: "id", actorKind: "user" }, "id", null],
  ["a node", { ...nobody, actorId: "n-1", actorKind: "node" }, "ashburn", "node"],
  ["a node that is no more", { ...nobody, actorId: "n-2", actorKind: "node" }, "n-2", "node"],
  ["the hub", { ...nobody, actorKind: "system" }, "The hub itself", null],
  ["a stranger", { ...nobody, actorKind: "anonymous" }, "Nobody signed in", null],
] as const)("actorWords() of %s", (_, actor, name, role) => {
  expect(actorWords(actor, new Map([["n-1", "ashburn"]]))).toEqual({ name, role });
});

test("prettyJson() breaks lines, and leaves what is not JSON", () => {
  expect(prettyJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(prettyJson("half {")).toBe("half {");
});
