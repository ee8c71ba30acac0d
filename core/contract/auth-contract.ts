import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import { mostNameCharacters, mostTypedPasswordCharacters } from "./limits.ts";
import { emailSchema, type OneTimeLink, passwordSchema } from "./people-contract.ts";
import type { Mutation, Query, RouterOf } from "./router-types.ts";

// Signing in and out, under /auth/. Only here do passwords cross the wire.

const anyPassword = z.string().max(mostTypedPasswordCharacters);

/** Who wants in with a password of this hub. */
export const signInInput = z.object({ email: emailSchema, password: anyPassword });
/** A password for the account that a one-time link is of. */
export const setPasswordInput = z.object({
  /** The secret of a one-time link. */
  link: z.string().max(200),
  password: passwordSchema,
});
/** Another password for who is signed in and knows the current one. */
export const changePasswordInput = z.object({
  currentPassword: anyPassword,
  newPassword: passwordSchema,
});
/** The account of an ADMIN, made by who holds the deployment; for the first one above all. */
export const createAdministratorInput = z.object({
  /** The secret SETUP_TOKEN of the deployment. */
  setupToken: z.string().max(1000),
  email: emailSchema,
  name: cleanText(mostNameCharacters).min(1),
});

/** `signInInput` once it was read. */
export type SignInInput = z.infer<typeof signInInput>;
/** `setPasswordInput` once it was read. */
export type SetPasswordInput = z.infer<typeof setPasswordInput>;
/** `changePasswordInput` once it was read. */
export type ChangePasswordInput = z.infer<typeof changePasswordInput>;
/** `createAdministratorInput` once it was read. */
export type CreateAdministratorInput = z.infer<typeof createAdministratorInput>;

type NoOutput = { ok: true };

/** The procedures that open and close the door. */
export type AuthRecord = {
  /** What a sign-in page may offer. */
  methods: Query<void, { sso: boolean; simulation: boolean }>;
  signIn: Mutation<z.input<typeof signInInput>, NoOutput>;
  /** Where to go next: the identity provider's own sign-out, for those who came from there. */
  signOut: Mutation<void, { continueAt: string | null }>;
  signOutEverywhere: Mutation<void, { continueAt: string | null }>;
  /** A person is at work: the session goes on. */
  touch: Mutation<void, NoOutput>;
  setPassword: Mutation<z.input<typeof setPasswordInput>, NoOutput>;
  changePassword: Mutation<z.input<typeof changePasswordInput>, NoOutput>;
  createAdministrator: Mutation<z.input<typeof createAdministratorInput>, OneTimeLink>;
};

/** The sign-in page's view of the hub. */
export type AuthRouter = RouterOf<AuthRecord>;
