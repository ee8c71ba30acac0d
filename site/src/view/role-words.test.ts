import { expect, test } from "vitest";
import type { Role } from "../../../core/contract/people-contract.ts";
import { roleMay } from "./role-words.ts";

test.each([
  ["USER", "sees dashboards and metrics"],
  ["DEVOPS", "sees dashboards and metrics; also changes nodes, pools and configs"],
  ["OWNER" as Role, "has rights that this page does not know"],
] as const)("roleMay(%s)", (role, may) => {
  expect(roleMay(role)).toBe(may);
});
