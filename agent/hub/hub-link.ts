import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import type { AgentRouter } from "../../core/contract/agent-contract.ts";
import { AgentFault, messageOf } from "../agent-fault.ts";
import type { HubAnswer, HubLink } from "../ports.ts";

const timeoutMs = 10_000;

/** HubLink over tRPC at `${hubUrl}/agent`, one call per request. */
export function trpcHubLink(hubUrl: string): HubLink {
  const client = (apiKey: string | null) =>
    createTRPCClient<AgentRouter>({
      links: [
        httpLink({
          url: `${hubUrl}/agent`,
          headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
          fetch: (url, init) =>
            fetch(url, { ...(init as RequestInit), signal: AbortSignal.timeout(timeoutMs) }),
        }),
      ],
    });
  return {
    register: (input) => answerOf(client(null).register.mutate(input), [...malformed, 403, 409]),
    heartbeat: (apiKey, input) => answerOf(client(apiKey).heartbeat.mutate(input), malformed),
    config: (apiKey) => answerOf(client(apiKey).config.query(), malformed),
    rotateKey: (apiKey) => answerOf(client(apiKey).rotateKey.mutate(), malformed),
    report: (apiKey, events) => answerOf(client(apiKey).report.mutate({ events }), malformed),
  };
}

/** What no repetition heals. Every other status may pass: a wrong proxy must not lose events. */
const malformed = [400, 413, 422];

async function answerOf<Value>(
  call: Promise<Value>,
  rejections: readonly number[],
): Promise<HubAnswer<Value>> {
  try {
    return { kind: "answered", value: await call };
  } catch (cause) {
    const status = cause instanceof TRPCClientError ? statusOf(cause) : null;
    const message = messageOf(cause);
    if (status === 401) return { kind: "unauthorized", message };
    if (status !== null && rejections.includes(status)) return { kind: "rejected", message };
    const said = status === null ? message : `status ${status}: ${message}`;
    throw new AgentFault("HUB_UNREACHABLE", `The hub can not be reached: ${said}`, { cause });
  }
}

/** The status in tRPC's own error, or that of an answer the hub gave before tRPC read the call. */
function statusOf(error: TRPCClientError<AgentRouter>): number | null {
  const response = error.meta?.response as { status?: number } | undefined;
  const outside = response?.status;
  return error.data?.httpStatus ?? (outside === 401 || outside === 413 ? outside : null);
}
