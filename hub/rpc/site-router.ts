import type { inferRouterInputs } from "@trpc/server";
import {
  createEnrolmentTokenInput,
  eventsInput,
  nodeIdInput,
  poolInput,
  publishConfigInput,
  type SiteRecord,
  type SiteRouter,
} from "../../core/contract/site-contract.ts";
import { createEnrolmentToken } from "../fleet/create-enrolment-token.ts";
import { listEvents } from "../fleet/list-events.ts";
import { listNodes } from "../fleet/list-nodes.ts";
import { overview } from "../fleet/overview.ts";
import { publishConfig } from "../fleet/publish-config.ts";
import { revokeNodeKeys } from "../fleet/revoke-node-keys.ts";
import { showNode } from "../fleet/show-node.ts";
import { showPool } from "../fleet/show-pool.ts";
import { siteAccess } from "./access.ts";
import { actorOf, guarded, router, writerOf } from "./procedure.ts";

const procedure = guarded(siteAccess);

const procedures = {
  ping: procedure.query(() => ({ ok: true as const })),
  overview: procedure.query(({ ctx }) => overview(ctx.reads(), ctx.simulation, Date.now())),
  nodes: procedure.query(({ ctx }) => listNodes(ctx.reads())),
  node: procedure
    .input(nodeIdInput)
    .query(({ ctx, input }) => showNode(ctx.reads(), input.nodeId, Date.now())),
  pool: procedure
    .input(poolInput)
    .query(({ ctx, input }) => showPool(ctx.reads(), input, Date.now())),
  events: procedure
    .input(eventsInput)
    .query(({ ctx, input }) => listEvents(ctx.reads(), input.limit)),
  publishConfig: procedure
    .input(publishConfigInput)
    .mutation(({ ctx, input }) =>
      writerOf(ctx).write((memory, occasion) =>
        publishConfig(memory, actorOf(ctx), input, occasion),
      ),
    ),
  createEnrolmentToken: procedure
    .input(createEnrolmentTokenInput)
    .mutation(({ ctx, input }) =>
      writerOf(ctx).write((memory, occasion) =>
        createEnrolmentToken(memory, actorOf(ctx), input, occasion),
      ),
    ),
  revokeNodeKeys: procedure
    .input(nodeIdInput)
    .mutation(({ ctx, input }) =>
      writerOf(ctx).write((memory, occasion) =>
        revokeNodeKeys(memory, actorOf(ctx), input, occasion),
      ),
    ),
} satisfies SiteRecord;

export const siteRouter = router(procedures);

// What the contract lets callers send is what the procedures take.
({}) as inferRouterInputs<SiteRouter> satisfies inferRouterInputs<typeof siteRouter>;
