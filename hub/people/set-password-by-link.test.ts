import { expect, it } from "vitest";
import { theHub } from "../fleet/audit-row.ts";
import { emptyFleet } from "../testing/empty-fleet.ts";
import { nowMs, occasion, rememberUser } from "../testing/test-memory.ts";
import { setPasswordByLink } from "./set-password-by-link.ts";

it("blames the account, not the link, where the account is disabled", () => {
  const memory = emptyFleet();
  rememberUser(memory, "ann", { disabledAtMs: 1 });
  memory.people.links.set("good", { id: "link", userId: "ann", expiresAtMs: nowMs + 1 });
  const set = (linkHash: string) => () =>
    setPasswordByLink(memory, theHub, { linkHash, passwordHash: "new" }, occasion);
  expect(set("good")).toThrow("Your account is disabled; ask an administrator.");
  expect(set("made up")).toThrow(/^This link was used/);
});
