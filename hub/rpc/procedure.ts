import { initTRPC, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { HubErrorShape } from "../../core/contract/router-types.ts";
import { type Caller, isVisitor, mayCall, type Person, type Visitor } from "../auth/caller.ts";
import type { SessionLifetime } from "../auth/is-session-over.ts";
import type { Origin } from "../auth/origin.ts";
import { isStill } from "../auth/people.ts";
import { TooMany } from "../auth/rate-limit.ts";
import type { Door } from "../door.ts";
import type { Actor, Deed } from "../fleet/audit-row.ts";
import type { Reads } from "../fleet/reads.ts";
import { Refusal } from "../fleet/refusal.ts";
import type { Planner, Writer } from "../fleet/writer.ts";
import type { Rule } from "./access.ts";
import { sayIssues, toTrpcError } from "./errors.ts";

/** What the edge or the ledger brings to a call. */
export interface Surroundings {
  /** Connects anew, for this request: on Workers requests can not share a client. */
  reads: () => Reads;
  /** Null at the edge, where mutations do not run. */
  writer: Writer | null;
  /** Only where people sign in and out. */
  door: Door | null;
  simulation: boolean;
  sessions: SessionLifetime;
  heartbeatsPerMinute: number;
  /** Counts a call of a person; throws TooMany. */
  countCall: (person: Person) => Promise<void>;
  /** Has a refused or failed attempt put into the audit log, soon. */
  noteRefusal: (actor: Actor, deed: Deed) => void;
}

/** What a procedure has at hand. */
export interface HubContext extends Surroundings {
  caller: Caller;
  origin: Origin;
}

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

/**
 * The base of every procedure of a router: counts the call, checks the declared access, maps
 * errors once, and has the audit log told of whatever was refused.
 */
export function guarded(rules: Record<string, Rule>) {
  return t.procedure.use(async ({ ctx, path, type, next }) => {
    const rule = rules[path];
    const refused = await refusalOf(ctx, rule);
    if (refused) {
      noteRefusal(ctx, { path, rule, error: refused });
      throw refused;
    }
    const result = await next();
    if (result.ok) return result;
    const error = toTrpcError(result.error);
    if (type === "mutation") noteRefusal(ctx, { path, rule, error });
    throw error;
  });
}

async function refusalOf(ctx: HubContext, rule: Rule | undefined): Promise<TRPCError | null> {
  try {
    if (ctx.caller.kind === "user") await ctx.countCall(ctx.caller);
  } catch (error) {
    const said = toTrpcError(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: error }));
    if (error instanceof TooMany) return said;
    throw said;
  }
  return rule && mayCall(ctx.caller, rule.who) ? null : refuse(ctx.caller, rule?.who);
}

/** What failed through no fault of the caller is no refusal, and the log may be out of reach. */
function noteRefusal(
  ctx: HubContext,
  { path, rule, error }: { path: string; rule: Rule | undefined; error: TRPCError },
): void {
  if (error.code === "INTERNAL_SERVER_ERROR" || error.code === "SERVICE_UNAVAILABLE") return;
  const privately = error.cause instanceof Refusal ? error.cause.privately : null;
  const of = privately?.resource?.name ? ` of ${privately.resource.name}` : "";
  ctx.noteRefusal(actorOf(ctx), {
    action: rule?.action ?? "UNDECLARED_CALL",
    category: rule?.category ?? "SYSTEM",
    resource: privately?.resource ?? null,
    description: `Refused ${path}${of}`,
    status: "FAILURE",
    error: privately?.error ?? ownWords(error).slice(0, 500),
  });
}

/** What the hub says of an error; a parser quotes what it was sent, passwords included. */
function ownWords({ cause, code, message }: TRPCError): string {
  if (cause instanceof ZodError) return sayIssues(cause);
  const isOurs = cause === undefined || cause instanceof Refusal || cause instanceof TooMany;
  return isOurs ? message : code;
}

/** The writer of a mutation; it always runs in the ledger. */
export function writerOf({ writer }: HubContext): Writer {
  if (!writer) {
    throw new TRPCError({ code: "METHOD_NOT_SUPPORTED", message: "Send this call as a POST." });
  }
  return writer;
}

/**
 * Has the ledger do what the caller may: a right that ended while the call was under way, in
 * whatever it waited for, is a right no more.
 */
export function writeFor<Result>(ctx: HubContext, plan: Planner<Result>): Promise<Result> {
  return writerOf(ctx).write((memory, occasion) => {
    const { caller, sessions: lifetime } = ctx;
    const moment = { nowMs: occasion.nowMs, lifetime };
    if (caller.kind === "user" && !isStill(caller, memory.people, moment)) {
      throw new Refusal("unauthorized", "Your rights have just changed. Sign in again.");
    }
    return plan(memory, occasion);
  });
}

/** Where people sign in and out. */
export function doorOf({ door }: HubContext): Door {
  if (!door) throw new Error("There is no door here.");
  return door;
}

/** The caller as the audit log names it. */
export function actorOf({ caller, origin }: HubContext): Actor {
  return { caller, origin };
}

/** The person who calls; the access declaration has made sure that it is one. */
export function personOf({ caller }: HubContext): Person {
  if (caller.kind !== "user") throw refuse(caller, "USER");
  return caller;
}

/** The person before the browser that calls; the access declaration has made sure of it. */
export function visitorOf({ caller }: HubContext): Visitor {
  if (!isVisitor(caller)) throw refuse(caller, "visitor");
  return caller;
}

/** The node that calls; the access declaration has made sure that it is one. */
export function nodeOf({ caller, origin }: HubContext): {
  nodeId: string;
  keyHash: string;
  origin: Origin;
} {
  if (caller.kind !== "node") throw refuse(caller, "node");
  return { nodeId: caller.nodeId, keyHash: caller.keyHash, origin };
}

function refuse(caller: Caller, needed: Rule["who"] | undefined): TRPCError {
  if (needed === "node") {
    return new TRPCError({
      code: "UNAUTHORIZED",
      message: "This call needs the key of a node, as Authorization: Bearer ask_…",
    });
  }
  if (caller.kind === "anonymous") {
    const message = caller.badToken
      ? "This API token is unknown, expired or revoked; an administrator can make another."
      : "Sign in first.";
    return new TRPCError({ code: "UNAUTHORIZED", message });
  }
  const message =
    needed === "visitor"
      ? "This call is for browsers that are signed in: API tokens and keys can not make it."
      : `This call needs the role ${needed ?? "nobody has"}.`;
  return new TRPCError({ code: "FORBIDDEN", message });
}
