import { eq } from "drizzle-orm";
import { apiTokens } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { Refusal } from "../fleet/refusal.ts";

/** Takes an API token back; its next call is refused. */
export function revokeApiToken(
  memory: FleetMemory,
  actor: Actor,
  { tokenId }: { tokenId: string },
  occasion: Occasion,
): Plan<{ ok: true }> {
  const [hash, token] = [...memory.people.apiTokens].find(([, { id }]) => id === tokenId) ?? [];
  if (!hash || !token) {
    throw new Refusal("not-found", "There is no such token that could still be used.");
  }
  memory.people.apiTokens.delete(hash);
  const revoked = { revokedAtMs: occasion.nowMs };
  const deed = {
    action: "REVOKE_API_TOKEN",
    category: "USER",
    resource: { type: "API token", id: tokenId, name: token.name },
    description: `Revoked the API token "${token.name}"`,
  } as const;
  return {
    writes: [
      statement(build.update(apiTokens).set(revoked).where(eq(apiTokens.id, tokenId))),
      auditRow(actor, deed, occasion),
    ],
    topics: ["people"],
    result: { ok: true },
  };
}
