import { mayAs } from "../../../core/contract/may-as.ts";
import type { Role } from "../../../core/contract/people-contract.ts";

/** Fewest rights first, with what each may. */
export const roles: readonly { role: Role; may: string }[] = [
  { role: "USER", may: "sees dashboards and metrics" },
  { role: "DEVOPS", may: "also changes nodes, pools and configs" },
  { role: "ADMIN", may: "also manages users and tokens, and reads the audit log" },
];

/** Everything that a role may, as the end of a sentence. */
export function roleMay(role: Role): string {
  const rights = roles.filter((known) => mayAs(role, known.role)).map(({ may }) => may);
  return rights.join("; ") || "has rights that this page does not know";
}
