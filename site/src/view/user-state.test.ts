import { expect, test } from "vitest";
import { userState } from "./user-state.ts";

const never = {
  kind: "local",
  hasPassword: false,
  disabledAtMs: null,
  lastSignInAtMs: null,
} as const;

test.each([
  ["a new local account", never, "Invited", "warning"],
  ["one whose password was reset", { ...never, lastSignInAtMs: 1 }, "Password reset", "warning"],
  ["one with a password", { ...never, hasPassword: true }, "Active", "good"],
  ["an SSO account", { ...never, kind: "sso" as const }, "Active", "good"],
  ["a disabled one", { ...never, hasPassword: true, disabledAtMs: 1 }, "Disabled", "inactive"],
  ["a disabled one without password", { ...never, disabledAtMs: 1 }, "Disabled", "inactive"],
] as const)("userState() of %s", (_, user, word, tone) => {
  expect(userState(user)).toMatchObject({ word, tone });
});
