import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { visitor } from "../auth/visitor.ts";
import { originOf, type Surroundings } from "./procedure.ts";
import { siteRouter } from "./site-router.ts";

/** Answers a call of the dashboard or of automation under /trpc/, batches included. */
export function answerSite(req: Request, surroundings: Surroundings): Promise<Response> {
  return fetchRequestHandler({
    endpoint: "/trpc",
    router: siteRouter,
    req,
    maxBatchSize: 20,
    createContext: () => ({ ...surroundings, caller: visitor(req), origin: originOf(req) }),
  });
}
