import type { AgentRecord } from "../../core/contract/agent-contract.ts";
import type { SiteRecord } from "../../core/contract/site-contract.ts";
import type { Access } from "../auth/caller.ts";

/** Who may call what. A procedure that is not in here does not compile, and is refused. */
export const agentAccess: Record<keyof AgentRecord, Access> = {
  register: "anonymous",
  heartbeat: "node",
  config: "node",
  report: "node",
};

export const siteAccess: Record<keyof SiteRecord, Access> = {
  ping: "anonymous",
  overview: "USER",
  nodes: "USER",
  node: "USER",
  pool: "USER",
  events: "USER",
  publishConfig: "DEVOPS",
  createEnrolmentToken: "ADMIN",
  revokeNodeKeys: "DEVOPS",
};
