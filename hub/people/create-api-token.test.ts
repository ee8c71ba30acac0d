import { expect, it } from "vitest";
import { emptyFleet } from "../testing/empty-fleet.ts";
import { actorOf, nowMs, occasion, rememberUser } from "../testing/test-memory.ts";
import { createApiToken } from "./create-api-token.ts";

it("a token makes none that outlives it; a person at a browser does", () => {
  const memory = emptyFleet();
  const me = rememberUser(memory, "me");
  const wish = { name: "ci", role: "ADMIN", expiresInDays: 3 } as const;
  const atBrowser = createApiToken(memory, actorOf(me), wish, occasion).result;
  expect(atBrowser.expiresAtMs).toBe(nowMs + 3 * 86_400_000);
  const by = { kind: "token", id: "t", name: "robot", hash: "token of me" } as const;
  const { email, name, role } = me;
  const robot = {
    ...actorOf(me),
    caller: { kind: "user", id: "me", email, name, role, by },
  } as const;
  expect(createApiToken(memory, robot, wish, occasion).result.expiresAtMs).toBe(nowMs + 1000);
});
