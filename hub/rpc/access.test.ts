import { describe, expect, it } from "vitest";
import type { AgentRecord } from "../../core/contract/agent-contract.ts";
import type { AuthRecord } from "../../core/contract/auth-contract.ts";
import type { SiteRecord } from "../../core/contract/site-contract.ts";
import { sha256Hex } from "../auth/secret.ts";
import { askForKeyRotation } from "../fleet/ask-for-key-rotation.ts";
import { createEnrolmentToken } from "../fleet/create-enrolment-token.ts";
import { issueNodeKey } from "../fleet/issue-node-key.ts";
import { givenKey } from "../fleet/key-rotation.ts";
import type { Plan } from "../fleet/plan.ts";
import { publishConfig } from "../fleet/publish-config.ts";
import { registerNode } from "../fleet/register-node.ts";
import { revokeEnrolmentToken } from "../fleet/revoke-enrolment-token.ts";
import { revokeNodeKeys } from "../fleet/revoke-node-keys.ts";
import { changePassword } from "../people/change-password.ts";
import { createAdministrator } from "../people/create-administrator.ts";
import { createApiToken } from "../people/create-api-token.ts";
import { createUser } from "../people/create-user.ts";
import { deleteUser } from "../people/delete-user.ts";
import { disableUser } from "../people/disable-user.ts";
import { enableUser } from "../people/enable-user.ts";
import { endOwnSession } from "../people/end-own-session.ts";
import { endSession } from "../people/end-session.ts";
import { endSessions } from "../people/end-sessions.ts";
import { resetPassword } from "../people/reset-password.ts";
import { resetUserRole } from "../people/reset-user-role.ts";
import { revokeApiToken } from "../people/revoke-api-token.ts";
import { setPasswordByLink } from "../people/set-password-by-link.ts";
import { setUserRole } from "../people/set-user-role.ts";
import { startSession } from "../people/start-session.ts";
import { emptyFleet } from "../testing/empty-fleet.ts";
import { actorOf, logged, nowMs, occasion, origin, rememberUser } from "../testing/test-memory.ts";
import { configOf, registration } from "../testing/test-node.ts";
import { agentAccess, authAccess, type Rule, siteAccess } from "./access.ts";
import { agentRouter } from "./agent-router.ts";
import { authRouter } from "./auth-router.ts";
import { siteRouter } from "./site-router.ts";

type Name = keyof AgentRecord | keyof AuthRecord | keyof SiteRecord;

const rules: Record<Name, Rule> = { ...agentAccess, ...authAccess, ...siteAccess };

/** A fleet of one node, with everything in it that the mutations change. */
function world() {
  const memory = emptyFleet();
  rememberUser(memory, "boss");
  const actor = actorOf(rememberUser(memory, "me"));
  rememberUser(memory, "sso", { kind: "sso", mappedRole: "USER", passwordHash: null });
  memory.people.links.set("link", { id: "link", userId: "me", expiresAtMs: nowMs + 1 });
  memory.tokens.set(sha256Hex("enrol"), {
    ...{ id: "enrol", region: null, expiresAtMs: nowMs + 1, uses: 0, maxUses: 1 },
    usedBy: new Map(),
  });
  memory.nodes.set("node", {
    ...{ id: "node", name: "node", region: "us-ashburn-1", registrationHash: "r" },
    ...{ status: "ACTIVE", lastHeartbeatAtMs: nowMs, appliedRevision: null },
    ...{ activeRevision: null, activeHash: null, heartbeatsUntilMs: 0, keyRotationAskedAtMs: 1 },
  });
  givenKey(memory, "node", "ask", occasion);
  return { memory, actor };
}

type World = ReturnType<typeof world>;
type Verb<Input> = (
  memory: World["memory"],
  actor: World["actor"],
  input: Input,
  at: typeof occasion,
) => Plan<unknown>;

const does =
  <Input>(verb: Verb<Input>, input: Input) =>
  ({ memory, actor }: World) =>
    verb(memory, actor, input, occasion);
const [nodeId, userId] = ["node", "me"];
const session = { id: "new", userId, idleSeconds: 60, passwordHash: "hash", idToken: null };
const change = { userId, currentHash: "hash", newHash: "new", keptSessionId: "" };

/** Each mutation that has a row of its own in the audit log, done, and which lists it changes. */
const mutations: [Name, (of: World) => Plan<unknown>, string][] = [
  [
    "register",
    ({ memory }) => registerNode(memory, origin, registration("enrol", "new"), occasion),
    "overview",
  ],
  [
    "rotateKey",
    ({ memory }) => issueNodeKey(memory, { nodeId, keyHash: sha256Hex("ask"), origin }, occasion),
    "node:node",
  ],
  ["signIn", does(startSession, session), "people"],
  ["signOut", does(endSession, { sessionId: "session of me" }), "people"],
  ["signOutEverywhere", does(endSessions, { userId }), "people"],
  ["setPassword", does(setPasswordByLink, { linkHash: "link", passwordHash: "new" }), "people"],
  ["changePassword", does(changePassword, change), "people"],
  ["createAdministrator", does(createAdministrator, { email: "a@b.example", name: "A" }), "people"],
  ["endSession", does(endOwnSession, { sessionId: "session of me" }), "people"],
  [
    "publishConfig",
    does(publishConfig, { nodeId, yaml: configOf(["p"]), expectedRevision: 0 }),
    "overview",
  ],
  ["revokeNodeKeys", does(revokeNodeKeys, { nodeId }), "node:node"],
  ["rotateNodeKey", does(askForKeyRotation, { nodeId }), "node:node"],
  [
    "createEnrolmentToken",
    does(createEnrolmentToken, { region: null, expiresInSeconds: 1, maxUses: 1 }),
    "overview",
  ],
  ["revokeEnrolmentToken", does(revokeEnrolmentToken, { tokenId: "enrol" }), "overview"],
  ["createUser", does(createUser, { email: "a@b.example", name: "A", role: "USER" }), "people"],
  ["setUserRole", does(setUserRole, { userId, role: "USER" }), "people"],
  ["resetUserRole", does(resetUserRole, { userId: "sso" }), "people"],
  ["disableUser", does(disableUser, { userId }), "people"],
  ["enableUser", does(enableUser, { userId }), "people"],
  ["deleteUser", does(deleteUser, { userId }), "people"],
  ["resetPassword", does(resetPassword, { userId: "boss" }), "people"],
  ["createApiToken", does(createApiToken, { name: "t", role: "USER", expiresInDays: 1 }), "people"],
  ["revokeApiToken", does(revokeApiToken, { tokenId: "token of me" }), "people"],
];

/** What they change is telemetry, or has the rows of what it leads to. */
const withoutOwnRow: Name[] = ["heartbeat", "report", "touch"];

describe("every mutation", () => {
  it("is in the table below, or has no row of its own in the audit log", () => {
    const live = [agentRouter, authRouter, siteRouter].flatMap(({ _def }) =>
      Object.entries<{ _def: { type: string } }>(_def.procedures as never)
        .filter(([, procedure]) => procedure._def.type === "mutation")
        .map(([name]) => name),
    );
    const listed = [...mutations.map(([name]) => name), ...withoutOwnRow];
    expect(listed.toSorted()).toEqual(live.toSorted());
  });

  it.each(mutations)("has one name in the audit log, done or refused: %s", (name, act) => {
    const { action, category } = rules[name];
    expect(logged(act(world()))).toMatchObject([{ action, category, status: "SUCCESS" }]);
  });

  it.each(mutations)("tells open pages that show what it changes: %s", (_name, act, topic) => {
    expect(act(world()).topics).toContain(topic);
  });
});
