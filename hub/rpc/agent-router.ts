import type { inferRouterInputs } from "@trpc/server";
import {
  type AgentRecord,
  type AgentRouter,
  heartbeatInput,
  registerInput,
  reportInput,
} from "../../core/contract/agent-contract.ts";
import { heldPools } from "../fleet/held-pools.ts";
import { issueNodeKey } from "../fleet/issue-node-key.ts";
import { pullConfig } from "../fleet/pull-config.ts";
import { recordHeartbeat } from "../fleet/record-heartbeat.ts";
import { recordReport } from "../fleet/record-report.ts";
import { registerNode } from "../fleet/register-node.ts";
import { storedActions } from "../fleet/stored-actions.ts";
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
        recordHeartbeat(
          memory,
          { ...nodeOf(ctx), heartbeatsPerMinute: ctx.heartbeatsPerMinute },
          input,
          occasion,
        ),
      ),
    ),
  config: procedure.query(({ ctx }) => pullConfig(ctx.reads(), nodeOf(ctx).nodeId)),
  report: procedure.input(reportInput).mutation(async ({ ctx, input }) => {
    const [writer, node] = [writerOf(ctx), nodeOf(ctx)];
    const spokenOf = { ...input, nodeId: node.nodeId };
    const sender = {
      ...node,
      heldPools: await heldPools(ctx.reads(), await writer.memory(), spokenOf),
      storedActions: await storedActions(ctx.reads(), input),
    };
    return writer.write((memory, occasion) => recordReport(memory, sender, input, occasion));
  }),
  rotateKey: procedure.mutation(({ ctx }) =>
    writerOf(ctx).write((memory, occasion) => issueNodeKey(memory, nodeOf(ctx), occasion)),
  ),
} satisfies AgentRecord;

export const agentRouter = router(procedures);

// What the contract lets callers send is what the procedures take.
({}) as inferRouterInputs<AgentRouter> satisfies inferRouterInputs<typeof agentRouter>;
