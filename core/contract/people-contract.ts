import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import {
  apiTokenDays,
  leastPasswordCharacters,
  mostEmailCharacters,
  mostNameCharacters,
  mostPasswordCharacters,
} from "./limits.ts";
import type { Mutation, Query } from "./router-types.ts";

// People, their sessions and tokens, as they cross the wire. Times: epoch ms.

/** What a person may do; `mayAs` says which role holds the rights of which. */
export type Role = "USER" | "DEVOPS" | "ADMIN";

/** A role; what is none is refused. */
export const roleSchema = z.enum(["USER", "DEVOPS", "ADMIN"]);

/** Lower-cased: two spellings of an address are one account. */
export const emailSchema = z
  .string()
  .max(mostEmailCharacters)
  .overwrite((text) => text.trim().toLowerCase())
  .pipe(z.email("expected an email address"));

/** A new password; one that is only compared may be anything. */
export const passwordSchema = z
  .string()
  .min(leastPasswordCharacters, `a password has at least ${leastPasswordCharacters} characters`)
  .max(mostPasswordCharacters, `a password has at most ${mostPasswordCharacters} characters`);

const shownName = cleanText(mostNameCharacters)
  .trim()
  .min(1)
  .refine((name) => !/^[\p{Cf}\p{Z}]*$/u.test(name), "a name has to be visible");
const id = z.uuid();

/** Which account. */
export const userIdInput = z.object({ userId: id });
/** A local account, without a password until its one-time link was used. */
export const createUserInput = z.object({ email: emailSchema, name: shownName, role: roleSchema });
/** The role that an account has from now on, whatever its groups give. */
export const setUserRoleInput = z.object({ userId: id, role: roleSchema });
/** Which session, by the SHA-256 of its secret in hexadecimal digits. */
export const sessionIdInput = z.object({ sessionId: z.string().regex(/^[0-9a-f]{64}$/) });
/** A token in the name of who asks, with at most that role. */
export const createApiTokenInput = z.object({
  name: shownName,
  role: roleSchema,
  expiresInDays: z.int().min(apiTokenDays.least).max(apiTokenDays.most).default(apiTokenDays.usual),
});
/** Which token, of those of its kind. */
export const tokenIdInput = z.object({ tokenId: id });

/** `createUserInput` once it was read. */
export type CreateUserInput = z.infer<typeof createUserInput>;
/** `setUserRoleInput` once it was read. */
export type SetUserRoleInput = z.infer<typeof setUserRoleInput>;
/** `createApiTokenInput` once it was read. */
export type CreateApiTokenInput = z.infer<typeof createApiTokenInput>;

/** Who asks, as the hub knows them. */
export interface Me {
  id: string;
  email: string;
  name: string;
  /** What this caller may: through an API token at most the token's role. */
  role: Role;
  kind: "local" | "sso";
}

/** A place where the person who asks is signed in. */
export interface SessionRow {
  id: string;
  createdAtMs: number;
  activeAtMs: number;
  address: string | null;
  userAgent: string | null;
  /** Whether it is the one that asks. */
  current: boolean;
}

/** An account, as an ADMIN sees it. */
export interface UserRow {
  id: string;
  kind: "local" | "sso";
  email: string;
  name: string;
  role: Role;
  /** Of SSO accounts: the role their groups give. */
  mappedRole: Role | null;
  roleOverridden: boolean;
  /** False for a local account whose one-time link was not used yet. */
  hasPassword: boolean;
  createdAtMs: number;
  disabledAtMs: number | null;
  lastSignInAtMs: number | null;
}

/** A link with which a person sets a password, once; `path` follows the hub's address. */
export interface OneTimeLink {
  userId: string;
  path: string;
  expiresAtMs: number;
}

/** An API token without its secret; revoked and expired ones stay in the list. */
export interface ApiTokenRow {
  id: string;
  name: string;
  role: Role;
  createdBy: string;
  createdAtMs: number;
  expiresAtMs: number;
  lastUsedAtMs: number | null;
  revokedAtMs: number | null;
}

/** A new API token, with its secret. */
export interface CreateApiTokenOutput {
  tokenId: string;
  /** Shown this once; the hub keeps its SHA-256 only. */
  token: string;
  expiresAtMs: number;
}

type NoOutput = { ok: true };

/** The procedures about oneself and, for an ADMIN, about everybody. */
export type PeopleRecord = {
  me: Query<void, Me>;
  sessions: Query<void, SessionRow[]>;
  endSession: Mutation<z.input<typeof sessionIdInput>, NoOutput>;
  users: Query<void, UserRow[]>;
  createUser: Mutation<z.input<typeof createUserInput>, OneTimeLink>;
  setUserRole: Mutation<z.input<typeof setUserRoleInput>, NoOutput>;
  resetUserRole: Mutation<z.input<typeof userIdInput>, { role: Role }>;
  disableUser: Mutation<z.input<typeof userIdInput>, NoOutput>;
  enableUser: Mutation<z.input<typeof userIdInput>, NoOutput>;
  deleteUser: Mutation<z.input<typeof userIdInput>, NoOutput>;
  resetPassword: Mutation<z.input<typeof userIdInput>, OneTimeLink>;
  apiTokens: Query<void, ApiTokenRow[]>;
  createApiToken: Mutation<z.input<typeof createApiTokenInput>, CreateApiTokenOutput>;
  revokeApiToken: Mutation<z.input<typeof tokenIdInput>, NoOutput>;
};
