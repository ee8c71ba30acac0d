import type { inferRouterInputs } from "@trpc/server";
import {
  type AgentRecord,
  type AgentRouter,
  heartbeatInput,
  registerInput,
  reportInput,
} from "../../core/contract/agent-contract.ts";
import { pullConfig } from "../fleet/pull-config.ts";
import { recordHeartbeat } from "../fleet/record-heartbeat.ts";
import { recordReport } from "../fleet/record-report.ts";
import { registerNode } from "../fleet/register-node.ts";
import { agentAccess } from "./access.ts";
import { guarded, nodeOf, router, writerOf } from "./procedure.ts";

const procedure = guarded(agentAccess);

const procedures = {
  register: procedure
    .input(registerInput)
    .mutation(({ ctx, input }) =>
      writerOf(ctx).write((memory, occasion) => registerNode(memory, ctx.origin, input, occasion)),
    ),
  heartbeat: procedure
    .input(heartbeatInput)
    .mutation(({ ctx, input }) =>
      writerOf(ctx).write((memory, occasion) =>
        recordHeartbeat(memory, nodeOf(ctx), input, occasion),
      ),
    ),
  config: procedure.query(({ ctx }) => pullConfig(ctx.reads(), nodeOf(ctx).nodeId)),
  report: procedure
    .input(reportInput)
    .mutation(({ ctx, input }) =>
      writerOf(ctx).write((memory, occasion) => recordReport(memory, nodeOf(ctx), input, occasion)),
    ),
} satisfies AgentRecord;

export const agentRouter = router(procedures);

// What the contract lets callers send is what the procedures take.
({}) as inferRouterInputs<AgentRouter> satisfies inferRouterInputs<typeof agentRouter>;
