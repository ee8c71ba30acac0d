import { expect, test } from "vitest";
import { passwordProblem } from "./new-password.ts";

const long = "x".repeat(200);

test.each([
  ["eleven char", "eleven char", "The password has 11 characters; it needs 1 more."],
  ["", "", "The password has 0 characters; it needs 12 more."],
  ["twelve chars", "twelve chars", null],
  ["twelve chars", "twelve chars ", "The two passwords are not the same."],
  [long, long, null],
  [`${long}x`, `${long}x`, "The password has more than 200 characters."],
])("passwordProblem(%j, %j)", (password, again, problem) => {
  expect(passwordProblem(password, again)).toBe(problem);
});
