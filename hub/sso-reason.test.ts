import { expect, it } from "vitest";
import { Refusal } from "./fleet/refusal.ts";
import { ssoReason } from "./sso-reason.ts";

const resource = { type: "user", id: "ann", name: "ann@corp.example" };
const plainHttp = "Sign in over https: plain http can be read by others.";

it.each([
  [
    "disabled account, which only the log names",
    new Refusal("disabled", "Ask.", { privately: { resource, error: "account disabled" } }),
    { code: "sso-disabled", said: "account disabled", resource },
  ],
  [
    "call that is forbidden for another reason",
    new Refusal("forbidden", plainHttp),
    { code: "sso-failed", said: plainHttp, resource: null },
  ],
  ["fault of ours", new Error("undefined is not a function"), null],
])("a sign-in fails for a %s", (_what, error, reason) => {
  expect(ssoReason(error)).toEqual(reason);
});
