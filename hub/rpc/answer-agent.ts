import {
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
} from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { nodeCaller } from "../auth/node-caller.ts";
import { originInLedger } from "../auth/origin.ts";
import { BodyTooSlow, inTime } from "../body-limit.ts";
import type { Writer } from "../fleet/writer.ts";
import { agentRouter } from "./agent-router.ts";
import { headersOf, toTrpcError } from "./errors.ts";
import type { Surroundings } from "./procedure.ts";

/**
 * Answers one call of an agent under /agent/. Agents send neither batches nor streams, and
 * thousands of heartbeats a second come this way: tRPC's own HTTP adapter, made for all of that,
 * costs a third of the whole call (docs/adr/0006-agent-calls.md).
 */
export async function answerAgent(
  request: Request,
  surroundings: Surroundings & { writer: Writer },
): Promise<Response> {
  const path = new URL(request.url).pathname.slice("/agent/".length);
  const type = request.method === "GET" ? "query" : "mutation";
  let input: unknown;
  try {
    if (type === "mutation") input = await jsonOf(request);
    const { keys, nodes } = await surroundings.writer.memory();
    const data = await callTRPCProcedure({
      router: agentRouter,
      path,
      type,
      getRawInput: () => Promise.resolve(input),
      ctx: {
        ...surroundings,
        caller: nodeCaller(request, keys, nodes),
        origin: originInLedger(request),
      },
      signal: undefined,
      batchIndex: 0,
    });
    return Response.json({ result: { data } });
  } catch (cause) {
    const error = toTrpcError(getTRPCErrorFromUnknown(cause));
    const { _config: config } = agentRouter._def;
    const shape = getTRPCErrorShape({ config, error, type, path, input, ctx: undefined });
    return Response.json(
      { error: shape },
      { status: getHTTPStatusCodeFromError(error), headers: headersOf([error]) },
    );
  }
}

async function jsonOf(request: Request): Promise<unknown> {
  if (!request.headers.get("content-type")?.startsWith("application/json")) {
    throw new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE", message: "Send application/json." });
  }
  try {
    const text = await inTime(request.text());
    // A call without an input has no body.
    return text ? JSON.parse(text) : undefined;
  } catch (cause) {
    if (cause instanceof BodyTooSlow) {
      throw new TRPCError({ code: "TIMEOUT", message: cause.message, cause });
    }
    throw new TRPCError({ code: "PARSE_ERROR", message: "The body is not JSON.", cause });
  }
}
