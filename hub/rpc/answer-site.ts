import type { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Caller } from "../auth/caller.ts";
import type { Origin } from "../auth/origin.ts";
import { authRouter } from "./auth-router.ts";
import { headersOf } from "./errors.ts";
import type { Surroundings } from "./procedure.ts";
import { siteRouter } from "./site-router.ts";

/** Who calls, from where. */
interface From {
  caller: Caller;
  origin: Origin;
}

const responseMeta = ({ errors }: { errors: TRPCError[] }) => ({ headers: headersOf(errors) });

/** Answers a call of the dashboard or of automation under /trpc/, batches included. */
export function answerSite(
  req: Request,
  from: From,
  surroundings: Surroundings,
): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/trpc",
    router: siteRouter,
    req,
    maxBatchSize: 20,
    responseMeta,
    createContext: () => ({ ...surroundings, ...from }),
  });
}

/** Answers a call to sign in or out, under /auth/; one at a time. */
export function answerAuth(
  req: Request,
  from: From,
  surroundings: Surroundings,
): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/auth",
    router: authRouter,
    req,
    allowBatching: false,
    responseMeta,
    createContext: () => ({ ...surroundings, ...from }),
  });
}
