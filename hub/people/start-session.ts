import { eq } from "drizzle-orm";
import { sessions, users } from "../../db/schema/index.ts";
import { build, statement } from "../../db/writes.ts";
import { sessionCaller } from "../auth/people.ts";
import { type Actor, auditRow } from "../fleet/audit-row.ts";
import type { FleetMemory } from "../fleet/memory.ts";
import type { Occasion, Plan } from "../fleet/plan.ts";
import { Refusal } from "../fleet/refusal.ts";
import { knownUser, userResource } from "./person.ts";

/** A session that is to begin; its id is the SHA-256 of a token that only the browser gets. */
export interface NewSession {
  id: string;
  userId: string;
  idleSeconds: number;
  /** What the password was found to match; null for SSO. A password changed since then is refused. */
  passwordHash: string | null;
  /** Of the identity provider; null for local accounts. */
  idToken: string | null;
}

/** Signs a person in. */
export function startSession(
  memory: FleetMemory,
  { origin }: Actor,
  input: NewSession,
  occasion: Occasion,
): Plan<void> {
  const user = knownUser(memory, input.userId);
  if (user.disabledAtMs !== null || user.passwordHash !== input.passwordHash) {
    throw new Refusal("unauthorized", "The account was changed meanwhile; sign in again.");
  }
  const { nowMs } = occasion;
  const { id, userId, idToken } = input;
  const expiresAtMs = nowMs + input.idleSeconds * 1000;
  const session = { id, userId, createdAtMs: nowMs, activeAtMs: nowMs, expiresAtMs };
  memory.people.sessions.set(id, session);
  const deed = {
    action: "SIGN_IN",
    category: "AUTH",
    resource: userResource(user),
    description: `${user.email} signed in${user.kind === "sso" ? " through SSO" : ""}`,
  } as const;
  return {
    writes: [
      statement(build.insert(sessions).values({ ...session, ...origin, idToken })),
      statement(build.update(users).set({ lastSignInAtMs: nowMs }).where(eq(users.id, userId))),
      auditRow({ caller: sessionCaller(session, user), origin }, deed, occasion),
    ],
    topics: ["people"],
    result: undefined,
  };
}
