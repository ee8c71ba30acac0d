import type { IncomingMessage } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { Cloud } from "./cloud.ts";
import type { Answer } from "./exchange.ts";
import type { Operation } from "./faults.ts";
import { invalidParameter, notFound, OciError } from "./oci-error.ts";
import { readBody } from "./read-body.ts";
import type { Route } from "./routes.ts";
import { type KeyRing, signatureProblem } from "./signature.ts";

export interface OciDoor {
  cloud: Cloud;
  routes: readonly Route[];
  keys: KeyRing;
  /** Ends the waiting of slow requests when the region closes. */
  closing: AbortSignal;
}

interface OciRequest {
  request: IncomingMessage;
  target: string;
  url: URL;
}

/** Operation that a request asks for, before anything is known about its right to. */
export function routeOf(door: OciDoor, { request, url }: OciRequest): Route {
  const samePath = door.routes.filter((route) => route.path.test(url.pathname));
  if (samePath.length === 0) throw notFound();
  const route = samePath.find(({ method }) => method === request.method);
  if (route !== undefined) return route;
  throw new OciError(405, "MethodNotAllowed", `${request.method} is not allowed here.`);
}

/** Checks the signature, lets the faults strike, and carries the operation out. */
export async function answerOci(door: OciDoor, route: Route, asked: OciRequest): Promise<Answer> {
  const { request, target, url } = asked;
  const { headers, method = "" } = request;
  const body = await readBody(request);
  const { cloud, keys } = door;
  const problem = signatureProblem({ method, target, headers, body }, keys, cloud.now());
  if (problem !== null) throw notAuthenticated(problem);
  refuseByFault(cloud, route.operation);
  const slow = cloud.faults.take("slow", route.operation);
  if (slow?.phase === "before") await wait(slow.delay_ms, door.closing);
  cloud.settle();
  const call = { params: paramsOf(route, url), query: url.searchParams, headers, body };
  const done = attempt(() => route.answer(call));
  if (slow?.phase === "after") await wait(slow.delay_ms, door.closing);
  return done();
}

/** Carries out now, and hands over the result, or throws its error, when called. */
function attempt(carryOut: () => Answer): () => Answer {
  try {
    const answer = carryOut();
    return () => answer;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

async function wait(delayMs: number, closing: AbortSignal): Promise<void> {
  try {
    await delay(delayMs, undefined, { signal: closing });
  } catch {
    throw new OciError(503, "ServiceUnavailable", "The service is shutting down.", {
      connection: "close",
    });
  }
}

function paramsOf(route: Route, url: URL): string[] {
  const encoded = route.path.exec(url.pathname)?.slice(1) ?? [];
  try {
    return encoded.map((param) => decodeURIComponent(param));
  } catch {
    throw invalidParameter("The path is not correctly percent-encoded.");
  }
}

function refuseByFault(cloud: Cloud, operation: Operation): void {
  const throttle = cloud.faults.take("throttle", operation);
  if (throttle !== undefined) {
    const after = throttle.retry_after_seconds;
    const headers = after === undefined ? {} : { "retry-after": String(after) };
    throw new OciError(429, "TooManyRequests", "Too many requests for the user.", headers);
  }
  const error = cloud.faults.take("error", operation);
  if (error !== undefined) {
    const message = error.message ?? "The service could not process the request.";
    throw new OciError(error.status, errorCode(error.status, message), message);
  }
}

/** OCI's capacity refusal is a 500 with a code of its own: InternalError, "Out of host capacity." */
function errorCode(status: 500 | 503, message: string): string {
  if (status === 503) return "ServiceUnavailable";
  return /out of host capacity/i.test(message) ? "InternalError" : "InternalServerError";
}

function notAuthenticated(problem: string): OciError {
  const message =
    "The required information to complete authentication was not provided or was incorrect " +
    `(${problem}).`;
  return new OciError(401, "NotAuthenticated", message);
}
