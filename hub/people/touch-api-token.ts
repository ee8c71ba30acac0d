import { eq } from "drizzle-orm";
import { apiTokens } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import type { Actor } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";

/** Use is noted so often at most; it is not worth a write a second. */
const noteEveryMs = 60_000;

const nothing: Plan<void> = { writes: [], topics: [], result: undefined };

/** A program used its token. */
export function touchApiToken(
  memory: FleetMemory,
  _actor: Actor,
  { tokenHash }: { tokenHash: string },
  { nowMs }: Occasion,
): Plan<void> {
  const token = memory.people.apiTokens.get(tokenHash);
  if (!token || nowMs - (token.lastUsedAtMs ?? 0) < noteEveryMs) return nothing;
  token.lastUsedAtMs = nowMs;
  const update = build.update(apiTokens).set({ lastUsedAtMs: nowMs });
  return { ...nothing, writes: [statement(update.where(eq(apiTokens.id, token.id)))] };
}
