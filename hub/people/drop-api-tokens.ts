import { and, eq, isNull } from "drizzle-orm";
import { apiTokens } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import type { FleetMemory } from "../fleet/memory.ts";

/** Revokes the API tokens that a user made, and the write that makes it last. */
export function dropApiTokens(memory: FleetMemory, userId: string, nowMs: number): Write {
  for (const [hash, token] of memory.people.apiTokens) {
    if (token.userId === userId) memory.people.apiTokens.delete(hash);
  }
  return statement(
    build
      .update(apiTokens)
      .set({ revokedAtMs: nowMs })
      .where(and(eq(apiTokens.userId, userId), isNull(apiTokens.revokedAtMs))),
  );
}
