import { agentAccess, authAccess, type Rule, siteAccess } from "../rpc/access.ts";
import { agentRouter } from "../rpc/agent-router.ts";
import { authRouter } from "../rpc/auth-router.ts";
import { siteRouter } from "../rpc/site-router.ts";

/** The procedures of a router, as the running hub has them. */
export type LiveRouter = Record<string, { _def: { type: string } }>;

/** A procedure, and what is declared of it; nothing where that was forgotten. */
export interface LiveProcedure {
  path: string;
  procedure: string;
  isQuery: boolean;
  rule: Rule | undefined;
}

/** Every router under its path, with what is declared of its procedures. */
export const liveRouters: [string, LiveRouter, Record<string, Rule>][] = [
  ["/agent", proceduresOf(agentRouter), agentAccess],
  ["/auth", proceduresOf(authRouter), authAccess],
  ["/trpc", proceduresOf(siteRouter), siteAccess],
];

export const liveProcedures: LiveProcedure[] = liveRouters.flatMap(([path, live, rules]) =>
  Object.entries(live).map(([procedure, { _def }]) => ({
    path,
    procedure,
    isQuery: _def.type === "query",
    rule: rules[procedure],
  })),
);

/** tRPC's types of procedures differ by what they take; here only their kind is looked at. */
export function proceduresOf({ _def }: { _def: { procedures: unknown } }): LiveRouter {
  return _def.procedures as LiveRouter;
}
