import { and, eq, ne } from "drizzle-orm";
import { sessions } from "../../db/schema/index.ts";
import { build, statement, type Write } from "../../db/writes.ts";
import type { FleetMemory } from "../fleet/memory.ts";

/** Forgets the sessions of a user but for one, and the write that makes it last. */
export function dropSessions(memory: FleetMemory, userId: string, keptId: string | null): Write {
  for (const session of memory.people.sessions.values()) {
    if (session.userId === userId && session.id !== keptId) {
      memory.people.sessions.delete(session.id);
    }
  }
  const others = keptId === null ? undefined : ne(sessions.id, keptId);
  return statement(build.delete(sessions).where(and(eq(sessions.userId, userId), others)));
}
