import type { Role } from "./people-contract.ts";

/** Each role holds the rights of those before it. */
const ranks: Record<Role, number> = { USER: 1, DEVOPS: 2, ADMIN: 3 };

/** Whether `role` holds the rights of `needs`; a role that is not known holds none. */
export function mayAs(role: Role, needs: Role): boolean {
  return ranks[role] >= ranks[needs];
}

/** The one of two roles with fewer rights. */
export function lesserRole(one: Role, other: Role): Role {
  return mayAs(other, one) ? one : other;
}
