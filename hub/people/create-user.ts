import type { CreateUserInput, OneTimeLink } from "../../core/contract/people-contract.ts";
import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { Refusal } from "../fleet/refusal.ts";
import { localUserOf, newLocalUser } from "./local-user.ts";
import { newLink } from "./one-time-link.ts";
import { userResource } from "./person.ts";

/** Makes a local account, and the link with which its person sets a password. */
export function createUser(
  memory: FleetMemory,
  actor: Actor,
  input: CreateUserInput,
  occasion: Occasion,
): Plan<OneTimeLink> {
  if (localUserOf(memory, input.email)) {
    throw new Refusal("conflict", `There is an account for ${input.email} already.`);
  }
  const user = newLocalUser(memory, input, occasion);
  const { link, writes } = newLink(memory, user.known.id, occasion);
  const deed = {
    action: "CREATE_USER",
    category: "USER",
    resource: userResource(user.known),
    description: `Created ${input.email} as ${input.role}`,
    details: { role: input.role },
  } as const;
  return {
    writes: [user.write, ...writes, auditRow(actor, deed, occasion)],
    topics: ["people"],
    result: link,
  };
}
