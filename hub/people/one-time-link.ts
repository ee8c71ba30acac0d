import { and, eq, isNull } from "drizzle-orm";
import type { OneTimeLink } from "../../core/contract/people-contract.ts";
import { oneTimeLinks } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import { newSecret, sha256Hex } from "../auth/secret.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion } from "../fleet/plan.ts";

const validForMs = 24 * 3_600_000;

/**
 * A link with which the user sets a password, once, within a day; earlier ones stop working. The
 * secret stands behind the `#`: it reaches no server's log and no Referer.
 */
export function newLink(
  memory: FleetMemory,
  userId: string,
  occasion: Occasion,
): { link: OneTimeLink; writes: Write[] } {
  const secret = newSecret("link");
  const tokenHash = sha256Hex(secret);
  const id = occasion.newId();
  const expiresAtMs = occasion.nowMs + validForMs;
  const dropped = dropLinks(memory, userId, occasion.nowMs);
  memory.people.links.set(tokenHash, { id, userId, expiresAtMs });
  const values = { id, tokenHash, userId, createdAtMs: occasion.nowMs, expiresAtMs };
  return {
    link: { userId, path: `/set-password#${secret}`, expiresAtMs },
    writes: [dropped, statement(build.insert(oneTimeLinks).values(values))],
  };
}

/** Makes every open link of a user useless. */
export function dropLinks(memory: FleetMemory, userId: string, nowMs: number): Write {
  for (const [hash, link] of memory.people.links) {
    if (link.userId === userId) memory.people.links.delete(hash);
  }
  return statement(
    build
      .update(oneTimeLinks)
      .set({ usedAtMs: nowMs })
      .where(and(eq(oneTimeLinks.userId, userId), isNull(oneTimeLinks.usedAtMs))),
  );
}
