import type { inferRouterInputs } from "@trpc/server";
import {
  type AuthRecord,
  type AuthRouter,
  changePasswordInput,
  createAdministratorInput,
  setPasswordInput,
  signInInput,
} from "../../core/contract/auth-contract.ts";
import { authAccess } from "./access.ts";
import { doorOf, guarded, router, visitorOf } from "./procedure.ts";

const procedure = guarded(authAccess);
const done = { ok: true } as const;

const procedures = {
  methods: procedure.query(({ ctx }) => ({ sso: doorOf(ctx).hasSso, simulation: ctx.simulation })),
  signIn: procedure.input(signInInput).mutation(async ({ ctx, input }) => {
    await doorOf(ctx).signIn(input);
    return done;
  }),
  signOut: procedure.mutation(async ({ ctx }) => ({ continueAt: await doorOf(ctx).signOut() })),
  signOutEverywhere: procedure.mutation(async ({ ctx }) => ({
    continueAt: await doorOf(ctx).signOutEverywhere(visitorOf(ctx)),
  })),
  touch: procedure.mutation(async ({ ctx }) => {
    await doorOf(ctx).touch(visitorOf(ctx));
    return done;
  }),
  setPassword: procedure.input(setPasswordInput).mutation(async ({ ctx, input }) => {
    await doorOf(ctx).setPassword(input);
    return done;
  }),
  changePassword: procedure.input(changePasswordInput).mutation(async ({ ctx, input }) => {
    await doorOf(ctx).changePassword(visitorOf(ctx), input);
    return done;
  }),
  createAdministrator: procedure
    .input(createAdministratorInput)
    .mutation(({ ctx, input }) => doorOf(ctx).createAdministrator(input)),
} satisfies AuthRecord;

export const authRouter = router(procedures);
// What the contract lets callers send is what the procedures take.
({}) as inferRouterInputs<AuthRouter> satisfies inferRouterInputs<typeof authRouter>;
