import type { CreateUserInput } from "../../core/contract/people-contract.ts";
import { users } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import type { KnownUser } from "../auth/people.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion } from "../fleet/plan.ts";

/** The local account of an email address. */
export function localUserOf(memory: FleetMemory, email: string): KnownUser | undefined {
  return [...memory.people.users.values()].find(
    (user) => user.kind === "local" && user.email === email,
  );
}

/** A new local account without a password, remembered, and the write that makes it last. */
export function newLocalUser(
  memory: FleetMemory,
  { email, name, role }: CreateUserInput,
  occasion: Occasion,
): { known: KnownUser; write: Write } {
  const known: KnownUser = {
    id: occasion.newId(),
    kind: "local",
    email,
    name,
    role,
    mappedRole: null,
    roleOverridden: false,
    passwordHash: null,
    issuer: null,
    subject: null,
    disabledAtMs: null,
  };
  memory.people.users.set(known.id, known);
  const values = { ...known, createdAtMs: occasion.nowMs };
  return { known, write: statement(build.insert(users).values(values)) };
}
