import { eq } from "drizzle-orm";
import { sessions } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import type { Actor } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";

/** Activity is noted so often at most; it is not worth a write a second. */
const noteEveryMs = 60_000;

const nothing: Plan<void> = { writes: [], topics: [], result: undefined };

/** A person was active: the session goes on. One that has ended stays ended. */
export function touchSession(
  memory: FleetMemory,
  _actor: Actor,
  { sessionId, idleSeconds }: { sessionId: string; idleSeconds: number },
  { nowMs }: Occasion,
): Plan<void> {
  const session = memory.people.sessions.get(sessionId);
  const ended = !session || session.expiresAtMs <= nowMs;
  if (ended || nowMs - session.activeAtMs < Math.min(noteEveryMs, idleSeconds * 250))
    return nothing;
  session.activeAtMs = nowMs;
  session.expiresAtMs = nowMs + idleSeconds * 1000;
  const { activeAtMs, expiresAtMs } = session;
  const update = build.update(sessions).set({ activeAtMs, expiresAtMs });
  return { ...nothing, writes: [statement(update.where(eq(sessions.id, sessionId)))] };
}
