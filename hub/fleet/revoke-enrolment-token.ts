import { eq } from "drizzle-orm";
import { enrolmentTokens } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import { type Actor, auditRow } from "./audit-row.ts";
import type { FleetMemory } from "./memory.ts";
import type { Occasion, Plan } from "./plan.ts";
import { Refusal } from "./refusal.ts";

/** Takes an enrolment token back; nodes that registered with it stay. */
export function revokeEnrolmentToken(
  memory: FleetMemory,
  actor: Actor,
  { tokenId }: { tokenId: string },
  occasion: Occasion,
): Plan<{ ok: true }> {
  const [hash] = [...memory.tokens].find(([, { id }]) => id === tokenId) ?? [];
  if (!hash) throw new Refusal("not-found", "There is no such token that could still be used.");
  memory.tokens.delete(hash);
  const revoked = { revokedAtMs: occasion.nowMs };
  const deed = {
    action: "REVOKE_ENROLMENT_TOKEN",
    category: "NODE",
    resource: { type: "enrolment token", id: tokenId, name: null },
    description: "Revoked an enrolment token",
  } as const;
  return {
    writes: [
      statement(build.update(enrolmentTokens).set(revoked).where(eq(enrolmentTokens.id, tokenId))),
      auditRow(actor, deed, occasion),
    ],
    topics: ["overview"],
    result: { ok: true },
  };
}
