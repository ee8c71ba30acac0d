import type { inferRouterInputs } from "@trpc/server";
import { type AuditRecord, auditInput } from "../../core/contract/audit-contract.ts";
import {
  createApiTokenInput,
  createUserInput,
  type PeopleRecord,
  sessionIdInput,
  setUserRoleInput,
  tokenIdInput,
  userIdInput,
} from "../../core/contract/people-contract.ts";
import {
  createEnrolmentTokenInput,
  eventsInput,
  type FleetRecord,
  nodeIdInput,
  poolInput,
  publishConfigInput,
  type SiteRouter,
} from "../../core/contract/site-contract.ts";
import { auditHead, listAudit, summarizeAudit } from "../audit/read-audit.ts";
import { mayCall } from "../auth/caller.ts";
import { askForKeyRotation } from "../fleet/ask-for-key-rotation.ts";
import { createEnrolmentToken } from "../fleet/create-enrolment-token.ts";
import { listEnrolmentTokens } from "../fleet/list-enrolment-tokens.ts";
import { listEvents } from "../fleet/list-events.ts";
import { listNodes } from "../fleet/list-nodes.ts";
import { overview } from "../fleet/overview.ts";
import { publishConfig } from "../fleet/publish-config.ts";
import { revokeEnrolmentToken } from "../fleet/revoke-enrolment-token.ts";
import { revokeNodeKeys } from "../fleet/revoke-node-keys.ts";
import { showNode } from "../fleet/show-node.ts";
import { showPool } from "../fleet/show-pool.ts";
import type { Verb } from "../fleet/verb.ts";
import { createApiToken } from "../people/create-api-token.ts";
import { createUser } from "../people/create-user.ts";
import { deleteUser } from "../people/delete-user.ts";
import { disableUser } from "../people/disable-user.ts";
import { enableUser } from "../people/enable-user.ts";
import { endOwnSession } from "../people/end-own-session.ts";
import { listApiTokens } from "../people/list-api-tokens.ts";
import { listSessions, listUsers, showMe } from "../people/list-people.ts";
import { resetPassword } from "../people/reset-password.ts";
import { resetUserRole } from "../people/reset-user-role.ts";
import { revokeApiToken } from "../people/revoke-api-token.ts";
import { setUserRole } from "../people/set-user-role.ts";
import { siteAccess } from "./access.ts";
import {
  actorOf,
  guarded,
  type HubContext,
  personOf,
  router,
  visitorOf,
  writeFor,
} from "./procedure.ts";

const procedure = guarded(siteAccess);

/** Has the ledger do a verb for the caller. */
function does<Input, Result>(
  verb: Verb<Input, Result>,
): (call: { ctx: HubContext; input: Input }) => Promise<Result> {
  return ({ ctx, input }) =>
    writeFor(ctx, (memory, occasion) => verb(memory, actorOf(ctx), input, occasion));
}

const fleet = {
  ping: procedure.query(() => ({ ok: true as const })),
  overview: procedure.query(({ ctx }) => overview(ctx.reads(), ctx.simulation, Date.now())),
  nodes: procedure.query(({ ctx }) => listNodes(ctx.reads())),
  node: procedure.input(nodeIdInput).query(async ({ ctx, input }) => {
    const node = await showNode(ctx.reads(), input.nodeId, Date.now());
    return mayCall(ctx.caller, "DEVOPS") ? node : { ...node, config: null };
  }),
  pool: procedure
    .input(poolInput)
    .query(({ ctx, input }) => showPool(ctx.reads(), input, Date.now())),
  events: procedure
    .input(eventsInput)
    .query(({ ctx, input }) => listEvents(ctx.reads(), input.limit)),
  publishConfig: procedure.input(publishConfigInput).mutation(does(publishConfig)),
  enrolmentTokens: procedure.query(({ ctx }) => listEnrolmentTokens(ctx.reads(), Date.now())),
  createEnrolmentToken: procedure
    .input(createEnrolmentTokenInput)
    .mutation(does(createEnrolmentToken)),
  revokeEnrolmentToken: procedure.input(tokenIdInput).mutation(does(revokeEnrolmentToken)),
  revokeNodeKeys: procedure.input(nodeIdInput).mutation(does(revokeNodeKeys)),
  rotateNodeKey: procedure.input(nodeIdInput).mutation(does(askForKeyRotation)),
} satisfies FleetRecord;

const people = {
  me: procedure.query(({ ctx }) => showMe(ctx.reads(), personOf(ctx))),
  sessions: procedure.query(({ ctx }) => listSessions(ctx.reads(), visitorOf(ctx), ctx.sessions)),
  endSession: procedure.input(sessionIdInput).mutation(does(endOwnSession)),
  users: procedure.query(({ ctx }) => listUsers(ctx.reads())),
  createUser: procedure.input(createUserInput).mutation(does(createUser)),
  setUserRole: procedure.input(setUserRoleInput).mutation(does(setUserRole)),
  resetUserRole: procedure.input(userIdInput).mutation(does(resetUserRole)),
  disableUser: procedure.input(userIdInput).mutation(does(disableUser)),
  enableUser: procedure.input(userIdInput).mutation(does(enableUser)),
  deleteUser: procedure.input(userIdInput).mutation(does(deleteUser)),
  resetPassword: procedure.input(userIdInput).mutation(does(resetPassword)),
  apiTokens: procedure.query(({ ctx }) => listApiTokens(ctx.reads(), Date.now())),
  createApiToken: procedure.input(createApiTokenInput).mutation(does(createApiToken)),
  revokeApiToken: procedure.input(tokenIdInput).mutation(does(revokeApiToken)),
} satisfies PeopleRecord;

const audit = {
  audit: procedure.input(auditInput).query(({ ctx, input }) => listAudit(ctx.reads(), input)),
  auditSummary: procedure.query(({ ctx }) => summarizeAudit(ctx.reads(), Date.now())),
  auditHead: procedure.query(({ ctx }) => auditHead(ctx.reads())),
} satisfies AuditRecord;

export const siteRouter = router({ ...fleet, ...people, ...audit });
// What the contract lets callers send is what the procedures take.
({}) as inferRouterInputs<SiteRouter> satisfies inferRouterInputs<typeof siteRouter>;
