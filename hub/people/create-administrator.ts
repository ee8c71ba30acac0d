import type { CreateUserInput, OneTimeLink } from "../../core/contract/people-contract.ts";
import type { Write } from "../../db/writes.ts";
import type { KnownUser } from "../auth/people.ts";
import { type Actor, auditRow, type Deed } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { dropApiTokens } from "./drop-api-tokens.ts";
import { dropSessions } from "./drop-sessions.ts";
import { localUserOf, newLocalUser } from "./local-user.ts";
import { newLink } from "./one-time-link.ts";
import { changeUser, userResource } from "./person.ts";

/**
 * Makes an administrator for whoever holds the deployment's setup token: the first one, or one
 * more when nobody can get in. An account that exists becomes ADMIN and enabled, and gets a link;
 * its password, sessions and API tokens are those of whoever had it until now, and end.
 */
export function createAdministrator(
  memory: FleetMemory,
  { origin }: Actor,
  { email, name }: Omit<CreateUserInput, "role">,
  occasion: Occasion,
): Plan<OneTimeLink> {
  const known = localUserOf(memory, email);
  const { user, change, deed } = known
    ? promoted(memory, known, occasion)
    : created(memory, { email, name }, occasion);
  const { link, writes } = newLink(memory, user.id, occasion);
  const actor = { caller: { kind: "system" }, origin } as const;
  return {
    writes: [...change, ...writes, auditRow(actor, deed, occasion)],
    topics: ["people"],
    result: link,
  };
}

/** An account that is ADMIN from now on, what makes it so, and how the audit log tells it. */
interface Made {
  user: KnownUser;
  change: Write[];
  deed: Deed;
}

function created(
  memory: FleetMemory,
  input: Omit<CreateUserInput, "role">,
  occasion: Occasion,
): Made {
  const { known, write } = newLocalUser(memory, { ...input, role: "ADMIN" }, occasion);
  const description = `Created ${input.email} as ADMIN with the setup token`;
  return { user: known, change: [write], deed: { ...deedOn(known), description } };
}

function promoted(memory: FleetMemory, user: KnownUser, { nowMs }: Occasion): Made {
  const wasDisabled = user.disabledAtMs !== null;
  const details = { from: user.role, to: "ADMIN", wasDisabled };
  const enabled = wasDisabled ? ", enabled it" : "";
  const description = `Made ${user.email}, a ${details.from}, an ADMIN with the setup token${enabled} and reset its password`;
  const change = [
    changeUser(user, { role: "ADMIN", passwordHash: null, disabledAtMs: null }),
    dropSessions(memory, user.id, null),
    dropApiTokens(memory, user.id, nowMs),
  ];
  return { user, change, deed: { ...deedOn(user), description, details } };
}

function deedOn(user: KnownUser) {
  return {
    action: "CREATE_ADMINISTRATOR",
    category: "USER",
    resource: userResource(user),
  } as const;
}
