import type {
  CreateApiTokenInput,
  CreateApiTokenOutput,
} from "../../core/contract/people-contract.ts";
import { apiTokens } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import type { Person } from "../auth/caller.ts";
import { newSecret, sha256Hex } from "../auth/secret.ts";
import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { Refusal } from "../fleet/refusal.ts";

/** A token makes none that outlives it. */
function endOf({ people }: FleetMemory, { by }: Person): number {
  if (by.kind === "session") return Number.POSITIVE_INFINITY;
  return people.apiTokens.get(by.hash)?.expiresAtMs ?? 0;
}

/** Makes a token for a program; it may what its role may, and never more than who made it. */
export function createApiToken(
  memory: FleetMemory,
  actor: Actor,
  input: CreateApiTokenInput,
  occasion: Occasion,
): Plan<CreateApiTokenOutput> {
  if (actor.caller.kind !== "user") throw new Refusal("forbidden", "Only people make tokens.");
  const { id: userId } = actor.caller;
  const token = newSecret("api");
  const tokenHash = sha256Hex(token);
  const id = occasion.newId();
  const { name, role } = input;
  const expiresAtMs = Math.min(
    occasion.nowMs + input.expiresInDays * 86_400_000,
    endOf(memory, actor.caller),
  );
  memory.people.apiTokens.set(tokenHash, {
    id,
    name,
    userId,
    role,
    expiresAtMs,
    lastUsedAtMs: null,
  });
  const values = { id, name, tokenHash, userId, role, createdAtMs: occasion.nowMs, expiresAtMs };
  const deed = {
    action: "CREATE_API_TOKEN",
    category: "USER",
    resource: { type: "API token", id, name },
    description: `Made the API token "${name}" with the role ${role}`,
    details: { role, expiresAtMs },
  } as const;
  return {
    writes: [statement(build.insert(apiTokens).values(values)), auditRow(actor, deed, occasion)],
    topics: ["people"],
    result: { tokenId: id, token, expiresAtMs },
  };
}
