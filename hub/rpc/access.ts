import type { AgentRecord } from "../../core/contract/agent-contract.ts";
import type { AuditCategory } from "../../core/contract/audit-contract.ts";
import type { AuthRecord } from "../../core/contract/auth-contract.ts";
import type { SiteRecord } from "../../core/contract/site-contract.ts";
import type { Access } from "../auth/caller.ts";

/** Who may call a procedure, and under what the audit log has it. */
export interface Rule {
  who: Access;
  category: AuditCategory;
  /** The name that the call's own rows in the audit log bear, done or refused. */
  action: string;
}

const rule = (who: Access, category: AuditCategory, action: string): Rule => ({
  who,
  category,
  action,
});

/** Who may call what. A procedure that is not in here does not compile, and is refused. */
export const agentAccess: Record<keyof AgentRecord, Rule> = {
  register: rule("anonymous", "NODE", "REGISTER_NODE"),
  heartbeat: rule("node", "NODE", "HEARTBEAT"),
  config: rule("node", "CONFIG", "CONFIG"),
  report: rule("node", "POOL", "REPORT"),
  rotateKey: rule("node", "NODE", "ISSUE_NODE_KEY"),
};

export const authAccess: Record<keyof AuthRecord, Rule> = {
  methods: rule("anonymous", "AUTH", "METHODS"),
  signIn: rule("anonymous", "AUTH", "SIGN_IN"),
  signOut: rule("anonymous", "AUTH", "SIGN_OUT"),
  signOutEverywhere: rule("visitor", "AUTH", "SIGN_OUT_EVERYWHERE"),
  touch: rule("visitor", "AUTH", "TOUCH"),
  setPassword: rule("anonymous", "AUTH", "SET_PASSWORD"),
  changePassword: rule("visitor", "AUTH", "CHANGE_PASSWORD"),
  createAdministrator: rule("anonymous", "USER", "CREATE_ADMINISTRATOR"),
};

export const siteAccess: Record<keyof SiteRecord, Rule> = {
  ping: rule("anonymous", "SYSTEM", "PING"),
  me: rule("USER", "AUTH", "ME"),
  sessions: rule("visitor", "AUTH", "SESSIONS"),
  endSession: rule("visitor", "AUTH", "SIGN_OUT"),

  overview: rule("USER", "POOL", "OVERVIEW"),
  nodes: rule("USER", "NODE", "NODES"),
  node: rule("USER", "NODE", "NODE"),
  pool: rule("USER", "POOL", "POOL"),
  events: rule("USER", "POOL", "EVENTS"),

  publishConfig: rule("DEVOPS", "CONFIG", "PUBLISH_CONFIG"),
  revokeNodeKeys: rule("DEVOPS", "NODE", "REVOKE_NODE_KEYS"),
  rotateNodeKey: rule("DEVOPS", "NODE", "ROTATE_NODE_KEY"),

  enrolmentTokens: rule("ADMIN", "NODE", "ENROLMENT_TOKENS"),
  createEnrolmentToken: rule("ADMIN", "NODE", "CREATE_ENROLMENT_TOKEN"),
  revokeEnrolmentToken: rule("ADMIN", "NODE", "REVOKE_ENROLMENT_TOKEN"),
  users: rule("ADMIN", "USER", "USERS"),
  createUser: rule("ADMIN", "USER", "CREATE_USER"),
  setUserRole: rule("ADMIN", "USER", "SET_USER_ROLE"),
  resetUserRole: rule("ADMIN", "USER", "RESET_USER_ROLE"),
  disableUser: rule("ADMIN", "USER", "DISABLE_USER"),
  enableUser: rule("ADMIN", "USER", "ENABLE_USER"),
  deleteUser: rule("ADMIN", "USER", "DELETE_USER"),
  resetPassword: rule("ADMIN", "USER", "RESET_PASSWORD"),
  apiTokens: rule("ADMIN", "USER", "API_TOKENS"),
  createApiToken: rule("ADMIN", "USER", "CREATE_API_TOKEN"),
  revokeApiToken: rule("ADMIN", "USER", "REVOKE_API_TOKEN"),
  audit: rule("ADMIN", "SYSTEM", "AUDIT"),
  auditSummary: rule("ADMIN", "SYSTEM", "AUDIT_SUMMARY"),
  auditHead: rule("ADMIN", "SYSTEM", "AUDIT_HEAD"),
};
