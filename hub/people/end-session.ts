import { eq } from "drizzle-orm";
import { sessions } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { knownUser, userResource } from "./person.ts";

/** Signs out: ends one session. One that is ended already is no error. */
export function endSession(
  memory: FleetMemory,
  actor: Actor,
  { sessionId }: { sessionId: string },
  occasion: Occasion,
): Plan<void> {
  const session = memory.people.sessions.get(sessionId);
  if (!session) return { writes: [], topics: [], result: undefined };
  const user = knownUser(memory, session.userId);
  memory.people.sessions.delete(sessionId);
  const deed = {
    action: "SIGN_OUT",
    category: "AUTH",
    resource: userResource(user),
    description: `${user.email} signed out`,
  } as const;
  const ended = build.delete(sessions).where(eq(sessions.id, sessionId));
  return {
    writes: [statement(ended), auditRow(actor, deed, occasion)],
    topics: ["people"],
    result: undefined,
  };
}
