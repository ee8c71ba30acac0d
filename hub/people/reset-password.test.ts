import { expect, it } from "vitest";
import { emptyFleet } from "../testing/empty-fleet.ts";
import { actorOf, occasion, rememberUser } from "../testing/test-memory.ts";
import { resetPassword } from "./reset-password.ts";

it("is not for oneself in a browser: the link would go with the session", () => {
  const memory = emptyFleet();
  rememberUser(memory, "boss");
  const me = actorOf(rememberUser(memory, "me"));
  expect(() => resetPassword(memory, me, { userId: "me" }, occasion)).toThrow(/settings/);
  expect(resetPassword(memory, me, { userId: "boss" }, occasion).result.path).toMatch(/^\/set-/);
});
