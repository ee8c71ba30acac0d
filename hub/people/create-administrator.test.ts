import { expect, it } from "vitest";
import { toStatements, type Write } from "../../db/writes.ts";
import { theHub } from "../fleet/audit-row.ts";
import { emptyFleet } from "../testing/empty-fleet.ts";
import { logged, occasion, rememberUser } from "../testing/test-memory.ts";
import { createAdministrator } from "./create-administrator.ts";

it("lets nobody who had the account until now stay in, and says what it was before", () => {
  const memory = emptyFleet();
  const { email, name } = rememberUser(memory, "ann", { role: "USER", disabledAtMs: 5 });
  rememberUser(memory, "ben");
  const plan = createAdministrator(memory, theHub, { email, name }, occasion);
  expect(memory.people.users.get("ann")).toMatchObject({
    ...{ role: "ADMIN", passwordHash: null, disabledAtMs: null },
  });
  expect([...memory.people.sessions.keys()]).toEqual(["session of ben"]);
  expect([...memory.people.apiTokens.keys()]).toEqual(["token of ben"]);
  const sql = toStatements(plan.writes.filter((write): write is Write => write.kind !== "audit"));
  expect(JSON.stringify(sql)).toMatch(/delete from \\"sessions\\".*update \\"api_tokens\\"/);
  const [row] = logged(plan);
  expect(JSON.parse(row?.details ?? "")).toEqual({ from: "USER", to: "ADMIN", wasDisabled: true });
});
