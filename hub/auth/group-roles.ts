import type { Role } from "../../core/contract/people-contract.ts";

const usual = "admin=ADMIN,administrator=ADMIN,administrators=ADMIN,devops=DEVOPS,dev-ops=DEVOPS";

const roles: readonly Role[] = ["ADMIN", "DEVOPS", "USER"];

/**
 * The role that groups of the identity provider give: the highest of those that are named, else
 * USER. Letters of either case; a group's full path counts, with or without its leading slash.
 */
export type RoleOfGroups = (groups: readonly string[]) => Role;

/**
 * @param written `group=ROLE,group=ROLE`, null for the usual mapping. Throws Error with a sentence.
 */
export function groupRoles(written: string | null): RoleOfGroups {
  const entries = (written ?? usual).split(",").map(entry);
  const mapping = new Map(entries);
  if (mapping.size < entries.length) {
    throw new Error("KEYCLOAK_GROUP_ROLES: a group is in there twice; give each group one role");
  }
  return (groups) => {
    const given = groups.map((group) => mapping.get(plain(group)));
    return roles.find((role) => given.includes(role)) ?? "USER";
  };
}

function entry(text: string): [string, Role] {
  const [group, role, ...rest] = text.split("=").map((part) => part.trim());
  const known = roles.find((one) => one === role?.toUpperCase());
  if (group && known && !rest.length) return [plain(group), known];
  throw new Error(
    `KEYCLOAK_GROUP_ROLES: "${text}" is no group and role; write for example "sre=DEVOPS,heads=ADMIN"`,
  );
}

function plain(group: string): string {
  return group.replace(/^\//, "").toLowerCase();
}
