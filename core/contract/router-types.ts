import type {
  TRPCBuiltRouter,
  TRPCDefaultErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCRouterRecord,
} from "@trpc/server";
import type { ConfigIssue } from "../config/config-issue.ts";

/** Every error of the hub: tRPC's shape without a stack, plus what was wrong where. */
export interface HubErrorShape extends TRPCDefaultErrorShape {
  data: TRPCDefaultErrorShape["data"] & {
    /** What is wrong in a refused config; absent for other errors. */
    issues?: ConfigIssue[];
  };
}

interface Root {
  ctx: object;
  meta: object;
  errorShape: HubErrorShape;
  transformer: false;
}

/** Types of procedures and routers without the hub's code; timestamps need no transformer. */
export type Query<Input, Output> = TRPCQueryProcedure<{
  meta: object;
  input: Input;
  output: Output;
  errorShape: HubErrorShape;
}>;
export type Mutation<Input, Output> = TRPCMutationProcedure<{
  meta: object;
  input: Input;
  output: Output;
  errorShape: HubErrorShape;
}>;
export type RouterOf<Procedures extends TRPCRouterRecord> = TRPCBuiltRouter<Root, Procedures>;
