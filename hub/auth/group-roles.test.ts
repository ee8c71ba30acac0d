import { describe, expect, it } from "vitest";
import { groupRoles } from "./group-roles.ts";

describe("the usual mapping of groups", () => {
  it.each([
    [[], "USER"],
    [["staff"], "USER"],
    [["devops"], "DEVOPS"],
    [["dev-ops"], "DEVOPS"],
    [["/DevOps"], "DEVOPS"],
    [["admin"], "ADMIN"],
    [["Administrator"], "ADMIN"],
    [["/administrators"], "ADMIN"],
    [["devops", "admin", "staff"], "ADMIN"],
    [["admin", "devops"], "ADMIN"],
    // A group below another is another group.
    [["/staff/admin"], "USER"],
    [["/admin/former"], "USER"],
    [["admin "], "USER"],
    [["//admin"], "USER"],
    // Names that every JavaScript object has.
    [["constructor", "__proto__", "toString"], "USER"],
  ])("gives %j the role %s", (groups, role) => {
    expect(groupRoles(null)(groups)).toBe(role);
  });
});

describe("a written mapping", () => {
  it.each([
    ["sre=DEVOPS", ["sre"], "DEVOPS"],
    ["sre=DEVOPS", ["/SRE"], "DEVOPS"],
    ["/Company/Heads=ADMIN", ["/company/heads"], "ADMIN"],
    ["company/heads=ADMIN", ["/company/heads"], "ADMIN"],
    [" sre = devops , heads = Admin ", ["heads"], "ADMIN"],
    ["a=USER,b=DEVOPS,c=ADMIN", ["a", "b"], "DEVOPS"],
    ["all staff=DEVOPS", ["all staff"], "DEVOPS"],
    // It replaces the usual one.
    ["sre=DEVOPS", ["admin"], "USER"],
  ])("%s gives %j the role %s", (written, groups, role) => {
    expect(groupRoles(written)(groups)).toBe(role);
  });

  it.each([
    "",
    ",",
    "sre",
    "sre=",
    "=ADMIN",
    "sre=ROOT",
    "a=ADMIN,",
    "a=ADMIN=DEVOPS",
    "a;b=ADMIN;",
  ])("is refused, with the variable's name: %j", (written) => {
    expect(() => groupRoles(written)).toThrow(/KEYCLOAK_GROUP_ROLES: .* write for example/);
  });

  it("is refused where it names a group twice, in whatever letters", () => {
    expect(() => groupRoles("sre=DEVOPS,/SRE=ADMIN")).toThrow(/KEYCLOAK_GROUP_ROLES: .* twice/);
  });
});
