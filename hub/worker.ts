import { configJsonSchema } from "../core/config/json-schema.ts";
import { openReads } from "../db/client.ts";
import { version } from "../package.json";
import { isSameOrigin } from "./auth/same-origin.ts";
import { visitor } from "./auth/visitor.ts";
import { limitBody } from "./body-limit.ts";
import { type Bindings, settingsOf } from "./env.ts";
import { reportHealth } from "./health.ts";
import { withPageHeaders } from "./page-headers.ts";
import { answerSite } from "./rpc/answer-site.ts";

export { Ledger } from "./ledger/ledger.ts";

/** Reads are answered here, at the edge; every write goes to the one ledger. */
export default {
  async fetch(request, bindings): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/healthz") return reportHealth(bindings, version);
    if (pathname === "/config.schema.json") return serveConfigSchema();
    if (pathname.startsWith("/agent/")) return toLedger(request, bindings);
    if (pathname.startsWith("/trpc/")) return callOfSite(request, bindings);
    if (pathname === "/live") return openLive(request, bindings);
    return servePage(request, bindings);
  },
} satisfies ExportedHandler<Bindings>;

async function callOfSite(request: Request, bindings: Bindings): Promise<Response> {
  if (request.method !== "GET") {
    return isSameOrigin(request) ? toLedger(request, bindings) : refuse(403, "Wrong origin.");
  }
  const { database, simulation, loopbackAdmin } = settingsOf(bindings);
  return answerSite(request, {
    reads: () => openReads({ ...database, timeoutMs: 10_000 }),
    writer: null,
    simulation,
    loopbackAdmin,
  });
}

async function toLedger(request: Request, bindings: Bindings): Promise<Response> {
  const limited = await limitBody(request);
  return limited instanceof Response ? limited : ledger(bindings).fetch(limited);
}

function openLive(request: Request, bindings: Bindings): Response | Promise<Response> {
  if (request.headers.get("upgrade") !== "websocket") return refuse(426, "This is a WebSocket.");
  if (!isSameOrigin(request) || isStranger(request, bindings)) {
    return refuse(403, "Live updates are for signed-in pages of this hub.");
  }
  return ledger(bindings).fetch(request);
}

/** For editors, which come from anywhere and without a session; it tells nothing of this fleet. */
function serveConfigSchema(): Response {
  return Response.json(configJsonSchema(), {
    headers: {
      "content-type": "application/schema+json",
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=3600",
    },
  });
}

async function servePage(request: Request, bindings: Bindings): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD")
    return refuse(405, "Only GET and HEAD.");
  if (isStranger(request, bindings)) {
    return refuse(403, "Until sign-in exists, the hub shows its pages on its own machine only.");
  }
  return withPageHeaders(await bindings.ASSETS.fetch(request));
}

function isStranger(request: Request, bindings: Bindings): boolean {
  return visitor(request, settingsOf(bindings).loopbackAdmin).kind === "anonymous";
}

function ledger(bindings: Bindings): DurableObjectStub {
  return bindings.LEDGER.get(bindings.LEDGER.idFromName("ledger"));
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: { message } }, { status });
}
