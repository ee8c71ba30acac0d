import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Caller } from "../auth/caller.ts";
import { sha256Hex } from "../auth/secret.ts";
import { visitor } from "../auth/visitor.ts";
import { agentRouter } from "./agent-router.ts";
import type { HubContext } from "./procedure.ts";
import { siteRouter } from "./site-router.ts";

/** What the edge or the ledger brings to a call; who calls is found out here. */
export type Surroundings = Omit<HubContext, "caller" | "origin">;

/** Answers a tRPC request under /agent or /trpc. */
export function handleRpc(req: Request, surroundings: Surroundings): Promise<Response> {
  const isAgent = new URL(req.url).pathname.startsWith("/agent/");
  return fetchRequestHandler({
    endpoint: isAgent ? "/agent" : "/trpc",
    router: isAgent ? agentRouter : siteRouter,
    req,
    maxBatchSize: 20,
    createContext: async (): Promise<HubContext> => ({
      ...surroundings,
      caller: isAgent ? await nodeCaller(req, surroundings) : visitor(req),
      origin: {
        address: req.headers.get("cf-connecting-ip"),
        userAgent: req.headers.get("user-agent"),
      },
    }),
  });
}

async function nodeCaller(req: Request, { writer }: Surroundings): Promise<Caller> {
  const key = /^Bearer (ask_\S+)$/.exec(req.headers.get("authorization") ?? "")?.[1];
  if (!key || !writer) return { kind: "anonymous" };
  const memory = await writer.memory();
  const node = memory.nodes.get(memory.keys.get(sha256Hex(key)) ?? "");
  return node ? { kind: "node", nodeId: node.id, name: node.name } : { kind: "anonymous" };
}
