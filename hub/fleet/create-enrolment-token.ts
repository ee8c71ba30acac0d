import type {
  CreateEnrolmentTokenInput,
  CreateEnrolmentTokenOutput,
} from "../../core/contract/site-contract.ts";
import { enrolmentTokens } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import { newSecret, sha256Hex } from "../auth/secret.ts";
import { type Actor, auditRow } from "./audit-row.ts";
import type { FleetMemory } from "./memory.ts";
import type { Occasion, Plan } from "./plan.ts";

/** Makes a token with which so many nodes may register. */
export function createEnrolmentToken(
  memory: FleetMemory,
  actor: Actor,
  input: CreateEnrolmentTokenInput,
  occasion: Occasion,
): Plan<CreateEnrolmentTokenOutput> {
  const token = newSecret("enrol");
  const id = occasion.newId();
  const expiresAtMs = occasion.nowMs + input.expiresInSeconds * 1000;
  const { region, maxUses } = input;
  memory.tokens.set(sha256Hex(token), {
    id,
    region,
    expiresAtMs,
    uses: 0,
    maxUses,
    usedBy: new Map(),
  });
  return {
    writes: [
      statement(
        build.insert(enrolmentTokens).values({
          id,
          tokenHash: sha256Hex(token),
          region,
          createdAtMs: occasion.nowMs,
          expiresAtMs,
          maxUses,
        }),
      ),
      auditRow(
        actor,
        {
          action: "CREATE_ENROLMENT_TOKEN",
          category: "NODE",
          resource: { type: "enrolment token", id, name: null },
          description: `Made an enrolment token for ${region ?? "any region"}`,
          details: { region, expiresAtMs, maxUses },
        },
        occasion,
      ),
    ],
    topics: ["overview"],
    result: { tokenId: id, token, expiresAtMs },
  };
}
