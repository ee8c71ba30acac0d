import { describe, expect, it } from "vitest";
import { toStatements, type Write } from "../../db/writes.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import { emptyFleet } from "../testing/empty-fleet.ts";
import { forgetExpired } from "./forget-expired.ts";

const nowMs = 1_790_000_000_000;
const dayMs = 24 * 3_600_000;
const occasion = { nowMs, newId: () => crypto.randomUUID() };

/** A memory with one session and one link for each time of expiry. */
function memoryOf(expiries: Record<string, number>): FleetMemory {
  const entries = Object.entries(expiries).map(([id, expiresAtMs]) => ({
    ...{ id, userId: "user", createdAtMs: 0, activeAtMs: 0, expiresAtMs },
  }));
  const byId = () => new Map(entries.map((entry) => [entry.id, entry]));
  const memory = emptyFleet();
  return { ...memory, people: { ...memory.people, sessions: byId(), links: byId() } };
}

describe("sessions and one-time links", () => {
  it("are forgotten a day after they expired, not before", () => {
    const memory = memoryOf({
      good: nowMs + 1,
      justExpired: nowMs,
      almostADay: nowMs - dayMs + 1,
      aDay: nowMs - dayMs,
      aYear: nowMs - 365 * dayMs,
    });
    forgetExpired(memory, occasion);
    const kept = ["good", "justExpired", "almostADay"];
    expect([...memory.people.sessions.keys()]).toEqual(kept);
    expect([...memory.people.links.keys()]).toEqual(kept);
  });

  it("are deleted from the database by the same rule, without a word in the audit log", () => {
    const { writes, topics } = forgetExpired(memoryOf({}), occasion);
    expect(toStatements(writes as Write[])).toEqual([
      {
        sql: 'delete from "sessions" where "sessions"."expires_at_ms" <= ?',
        args: [nowMs - dayMs],
      },
      {
        sql: 'delete from "one_time_links" where "one_time_links"."expires_at_ms" <= ?',
        args: [nowMs - dayMs],
      },
    ]);
    expect(topics).toEqual([]);
  });
});
