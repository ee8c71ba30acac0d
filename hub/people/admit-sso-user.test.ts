import { describe, expect, it } from "vitest";
import { theHub } from "../fleet/audit-row.ts";
import { emptyFleet } from "../testing/empty-fleet.ts";
import { logged, occasion, rememberUser } from "../testing/test-memory.ts";
import { admitSsoUser } from "./admit-sso-user.ts";

const issuer = "https://sso.test.example/realms/r";

function realm() {
  const memory = emptyFleet();
  const sso = { kind: "sso", mappedRole: "ADMIN", passwordHash: null, issuer } as const;
  const ann = rememberUser(memory, "ann", { ...sso, subject: "ann" });
  const back = { issuer, subject: "ann", email: ann.email, name: ann.name };
  const comesBack = () => admitSsoUser(memory, theHub, { ...back, mappedRole: "DEVOPS" }, occasion);
  return { memory, ann, comesBack };
}

describe("somebody whose groups give ADMIN no more", () => {
  it("stays ADMIN as the last one, without an override, and the log says so", () => {
    const { memory, ann, comesBack } = realm();
    rememberUser(memory, "off", { disabledAtMs: 1 });
    const [row] = logged(comesBack());
    expect(ann).toMatchObject({ role: "ADMIN", mappedRole: "DEVOPS", roleOverridden: false });
    expect(row?.description).toMatch(/; kept ADMIN: the last one$/);
    expect(JSON.parse(row?.details ?? "")).toEqual({
      mappedRole: { from: "ADMIN", to: "DEVOPS" },
      kept: "ADMIN, the last one",
    });
  });

  it("loses it with the next sign-in once there is another ADMIN", () => {
    const { memory, ann, comesBack } = realm();
    comesBack();
    rememberUser(memory, "other");
    const [row] = logged(comesBack());
    expect(ann.role).toBe("DEVOPS");
    expect(row).toMatchObject({ action: "SYNC_USER" });
  });
});
