import { configJsonSchema } from "../core/config/json-schema.ts";
import { signInPath } from "../core/contract/site-path.ts";
import { version } from "../package.json";
import { originAtEdge, withOrigin } from "./auth/origin.ts";
import { isSameOrigin } from "./auth/same-origin.ts";
import { limitBody, wholeRequest } from "./body-limit.ts";
import { Edge, ledgerOf } from "./edge.ts";
import type { Bindings } from "./env.ts";
import { exportAudit } from "./export-route.ts";
import { isDatabaseUnreachable } from "./fleet/database-unreachable.ts";
import { reportHealth } from "./health.ts";
import { refuse } from "./refuse.ts";
import { answerAuth, answerSite } from "./rpc/answer-site.ts";
import { sayUnreachable } from "./rpc/errors.ts";
import { withSecurityHeaders } from "./security-headers.ts";
import { beginSso, finishSso } from "./sso-routes.ts";

export { Ledger } from "./ledger/ledger.ts";
export { Limiter } from "./limiter.ts";

/** Reads are answered here, at the edge; every write goes to the one ledger. */
export default {
  async fetch(request, bindings, context): Promise<Response> {
    // As with "Host: a b".
    if (!URL.canParse(request.url)) return refuse(400, "The address of this request is not one.");
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/agent/")) return toLedger(request, bindings);
    if (pathname === "/healthz") return reportHealth(bindings, version);
    const edge = new Edge(request, bindings, context);
    const answering = answer(request, edge, bindings).catch(sayUnreachable);
    return withSecurityHeaders(await answering, edge.publicUrl);
  },
} satisfies ExportedHandler<Bindings>;

/** Answers whatever a browser sends. */
async function answer(request: Request, edge: Edge, bindings: Bindings): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/config.schema.json") return serveConfigSchema();
  if (isForeign(request, edge)) return refuse(403, "Wrong origin.");
  if (pathname.startsWith("/trpc/")) return callOfSite(request, edge, bindings);
  if (pathname === "/auth/keycloak") return beginSso(request, edge);
  if (pathname === "/auth/callback") return finishSso(request, edge, await edge.identify());
  if (pathname === "/audit/export") return exportAudit(request, edge);
  if (pathname.startsWith("/auth/")) return callOfDoor(request, edge);
  if (pathname === "/live") return openLive(request, bindings);
  return servePage(request, edge, bindings);
}

/** A browser says where a call comes from; only a page of this hub may change anything or listen. */
function isForeign(request: Request, { publicUrl }: Edge): boolean {
  if (isSafe(request) && request.headers.get("upgrade") === null) return false;
  return !isSameOrigin(request, publicUrl.href);
}

function isSafe({ method }: Request): boolean {
  return method === "GET" || method === "HEAD";
}

async function callOfSite(request: Request, edge: Edge, bindings: Bindings): Promise<Response> {
  if (!isSafe(request)) {
    if (!isJson(request)) return notJson();
    const whole = await wholeRequest(request);
    return whole instanceof Response ? whole : privately(await toLedger(whole, bindings));
  }
  const from = { caller: await edge.identify(), origin: edge.origin };
  return privately(await answerSite(request, from, edge.surroundings(null)));
}

async function callOfDoor(request: Request, edge: Edge): Promise<Response> {
  if (!isSafe(request) && !isJson(request)) return notJson();
  const whole = await wholeRequest(request);
  if (whole instanceof Response) return whole;
  const caller = await edge.identify();
  const cookies: string[] = [];
  const surroundings = edge.surroundings(edge.door(caller, (cookie) => cookies.push(cookie)));
  const from = { caller, origin: edge.origin };
  const response = privately(await answerAuth(whole, from, surroundings));
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}

/** Of what a page can make a browser send unasked, JSON is not part. */
function isJson({ headers }: Request): boolean {
  return headers.get("content-type")?.startsWith("application/json") ?? false;
}

function notJson(): Response {
  return refuse(415, "Send application/json.");
}

async function toLedger(request: Request, bindings: Bindings): Promise<Response> {
  const limited = await limitBody(request);
  if (limited instanceof Response) return limited;
  return ledgerOf(bindings).fetch(withOrigin(limited, originAtEdge(request)));
}

function openLive(request: Request, bindings: Bindings): Response | Promise<Response> {
  if (request.headers.get("upgrade") !== "websocket") return refuse(426, "This is a WebSocket.");
  return ledgerOf(bindings).fetch(withOrigin(request, originAtEdge(request)));
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

/** Pages that people need before they are signed in, and what all pages load. */
const openPages = ["/sign-in", "/set-password", "/favicon.svg"];

async function servePage(request: Request, edge: Edge, bindings: Bindings): Promise<Response> {
  if (!isSafe(request)) return refuse(405, "Only GET and HEAD.");
  const { pathname, search } = new URL(request.url);
  const isOpen = openPages.includes(pathname.replace(/\/$/, "")) || pathname.startsWith("/_astro/");
  if (!isOpen) {
    const caller = await edge.identify().catch(nobodyKnown);
    if (caller?.kind === "anonymous") return toSignIn(pathname + search);
    if (caller) edge.noteActivity(caller);
  }
  return bindings.ASSETS.fetch(request);
}

/** Who it is can not be known: the page itself tells nothing, and says that the hub is away. */
function nobodyKnown(error: unknown): null {
  if (isDatabaseUnreachable(error)) return null;
  throw error;
}

function toSignIn(wanted: string): Response {
  const headers = { location: signInPath(wanted), "cache-control": "no-store" };
  return new Response(null, { status: 303, headers });
}

/** An answer with what only its caller may see. */
function privately(answer: Response): Response {
  const response = new Response(answer.body, answer);
  response.headers.set("cache-control", "no-store");
  return response;
}
