import { initTRPC, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { HubErrorShape } from "../../core/contract/router-types.ts";
import { type Access, type Caller, mayCall } from "../auth/caller.ts";
import type { Actor, Origin } from "../fleet/audit-row.ts";
import type { Reads } from "../fleet/reads.ts";
import { Refusal } from "../fleet/refusal.ts";
import type { Writer } from "../fleet/writer.ts";
import { sayIssues, toTrpcError } from "./errors.ts";

/** What a procedure has at hand. At the edge there is no writer, and mutations do not run. */
export interface HubContext {
  caller: Caller;
  origin: Origin;
  /** Connects anew, for this request: on Workers requests can not share a client. */
  reads: () => Reads;
  writer: Writer | null;
  simulation: boolean;
}

/** What the edge or the ledger brings to a call; who calls is found out from the request. */
export type Surroundings = Omit<HubContext, "caller" | "origin">;

const t = initTRPC.context<HubContext>().create({
  isDev: false,
  errorFormatter({ shape, error }): HubErrorShape {
    const { stack: _, ...data } = shape.data;
    if (error.cause instanceof ZodError) {
      return { ...shape, message: sayIssues(error.cause), data };
    }
    const issues = error.cause instanceof Refusal ? error.cause.issues : null;
    return { ...shape, data: issues ? { ...data, issues } : data };
  },
});

export const router = t.router;

/** The base of every procedure of a router: checks the declared access, maps errors once. */
export function guarded(access: Record<string, Access>) {
  return t.procedure.use(async ({ ctx, path, next }) => {
    const needed = access[path];
    if (needed === undefined || !mayCall(ctx.caller, needed)) throw refuse(ctx.caller, needed);
    const result = await next();
    if (!result.ok) throw toTrpcError(result.error);
    return result;
  });
}

/** The writer of a mutation; it always runs in the ledger. */
export function writerOf({ writer }: HubContext): Writer {
  if (!writer) {
    throw new TRPCError({ code: "METHOD_NOT_SUPPORTED", message: "Send this call as a POST." });
  }
  return writer;
}

/** Where a request came from, for the audit log. */
export function originOf({ headers }: Request): Origin {
  return { address: headers.get("cf-connecting-ip"), userAgent: headers.get("user-agent") };
}

/** The caller as the audit log names it. */
export function actorOf({ caller, origin }: HubContext): Actor {
  return { caller, origin };
}

/** The node that calls; the access declaration has made sure that it is one. */
export function nodeOf({ caller, origin }: HubContext): { nodeId: string; origin: Origin } {
  if (caller.kind !== "node") throw refuse(caller, "node");
  return { nodeId: caller.nodeId, origin };
}

function refuse(caller: Caller, needed: Access | undefined): TRPCError {
  if (needed === "node") {
    return new TRPCError({
      code: "UNAUTHORIZED",
      message: "This call needs the key of a node, as Authorization: Bearer ask_…",
    });
  }
  return caller.kind === "anonymous"
    ? new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." })
    : new TRPCError({
        code: "FORBIDDEN",
        message: `This call needs the role ${needed ?? "nobody has"}.`,
      });
}
