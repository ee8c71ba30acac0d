import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { visitor } from "../auth/visitor.ts";
import { originOf, type Surroundings } from "./procedure.ts";
import { siteRouter } from "./site-router.ts";

/** Answers a call of the dashboard or of automation under /trpc/, batches included. */
export function answerSite(
  req: Request,
  surroundings: Surroundings & { loopbackAdmin: boolean },
): Promise<Response> {
  const { loopbackAdmin, ...context } = surroundings;
  return fetchRequestHandler({
    endpoint: "/trpc",
    router: siteRouter,
    req,
    maxBatchSize: 20,
    createContext: () => ({
      ...context,
      caller: visitor(req, loopbackAdmin),
      origin: originOf(req),
    }),
  });
}
