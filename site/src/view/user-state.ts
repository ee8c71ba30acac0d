import type { UserRow } from "../../../core/contract/people-contract.ts";
import type { Standing } from "./standing.ts";

type Known = Pick<UserRow, "kind" | "hasPassword" | "disabledAtMs" | "lastSignInAtMs">;

/** Whether somebody can get in, and why not. */
export function userState(user: Known): Standing {
  if (user.disabledAtMs !== null) {
    return { tone: "inactive", word: "Disabled", reason: "Can not sign in until enabled again" };
  }
  if (user.kind === "sso" || user.hasPassword)
    return { tone: "good", word: "Active", reason: null };
  return user.lastSignInAtMs === null
    ? { tone: "warning", word: "Invited", reason: "Has not set a password yet" }
    : { tone: "warning", word: "Password reset", reason: "Has not set a new password yet" };
}
