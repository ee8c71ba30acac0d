import { expect, test } from "vitest";
import { lesserRole, mayAs } from "./may-as.ts";
import type { Role } from "./people-contract.ts";

test.each([
  ["USER", { USER: true, DEVOPS: false, ADMIN: false }],
  ["DEVOPS", { USER: true, DEVOPS: true, ADMIN: false }],
  ["ADMIN", { USER: true, DEVOPS: true, ADMIN: true }],
  ["OWNER" as Role, { USER: false, DEVOPS: false, ADMIN: false }],
] as const)("mayAs() of %s", (role, rights) => {
  for (const [needs, may] of Object.entries(rights)) {
    expect([needs, mayAs(role, needs as Role)]).toEqual([needs, may]);
  }
});

test.each([
  ["USER", "ADMIN", "USER"],
  ["ADMIN", "DEVOPS", "DEVOPS"],
  ["DEVOPS", "DEVOPS", "DEVOPS"],
] as const)("lesserRole(%s, %s) is %s", (one, other, lesser) => {
  expect(lesserRole(one, other)).toBe(lesser);
  expect(lesserRole(other, one)).toBe(lesser);
});
