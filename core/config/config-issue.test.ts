import { expect, it } from "vitest";
import { issueText } from "./config-issue.ts";

it.each([
  ["pools[0].name", "line 3, column 5: pools[0].name: this key is required"],
  ["", "line 3, column 5: this key is required"],
])("issueText() parts place, path %j and message", (path, text) => {
  expect(issueText({ line: 3, column: 5, path, message: "this key is required" })).toBe(text);
});
