import { record } from "../audit/record.ts";
import type { Actor } from "../fleet/audit-row.ts";
import type { Refusal } from "../fleet/refusal.ts";
import type { Verb } from "../fleet/verb.ts";
import { admitSsoUser } from "../people/admit-sso-user.ts";
import { changePassword } from "../people/change-password.ts";
import { createAdministrator } from "../people/create-administrator.ts";
import { endSession } from "../people/end-session.ts";
import { endSessions } from "../people/end-sessions.ts";
import { setPasswordByLink } from "../people/set-password-by-link.ts";
import { startSession } from "../people/start-session.ts";
import { touchApiToken } from "../people/touch-api-token.ts";
import { touchSession } from "../people/touch-session.ts";

/**
 * What the edge asks the ledger to write: the ends of what needs a password's hash or the identity
 * provider, for which the single writer has no time.
 */
export const ledgerVerbs = {
  record,
  admitSsoUser,
  startSession,
  endSession,
  endSessions,
  touchSession,
  touchApiToken,
  setPasswordByLink,
  changePassword,
  createAdministrator,
} satisfies Record<string, Verb<never, unknown>>;

type Verbs = typeof ledgerVerbs;
export type LedgerVerb = keyof Verbs;
export type InputOf<Name extends LedgerVerb> = Parameters<Verbs[Name]>[2];
export type ResultOf<Name extends LedgerVerb> = ReturnType<Verbs[Name]>["result"];

/** The ledger's answer; errors lose their class on the way from one isolate to another. */
export type Performed<Result> =
  | { kind: "done"; result: Result }
  | { kind: "refused"; refusal: Pick<Refusal, "kind" | "message" | "privately"> }
  | { kind: "unreachable" };

/** Has the ledger do one of its verbs. Throws Refusal, DatabaseUnreachable. */
export type Perform = <Name extends LedgerVerb>(
  name: Name,
  actor: Actor,
  input: InputOf<Name>,
) => Promise<ResultOf<Name>>;
