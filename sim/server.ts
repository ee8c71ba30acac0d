import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { answerControl, type RegionControl, type RegionView } from "./control.ts";
import type { Answer } from "./exchange.ts";
import { answerOci, type OciDoor, routeOf } from "./oci-door.ts";
import { invalidParameter, OciError } from "./oci-error.ts";

interface Doors {
  oci: OciDoor;
  control: RegionControl;
  /** Counts every OCI request that was answered. */
  requests: RegionView["requests"];
}

export function createRegionServer(doors: Doors): Server {
  return createServer((request, response) => {
    void answer(doors, request).then((answered) => send(doors, { request, response, answered }));
  });
}

/** Never rejects: every failure becomes an answer in OCI's form. */
async function answer(doors: Doors, request: IncomingMessage): Promise<Answer> {
  let operation: string | null = "Unknown";
  let answered: Answer;
  try {
    const target = request.url ?? "/";
    const url = parseTarget(target);
    if (url.pathname.startsWith("/sim/")) {
      operation = null;
      answered = await answerControl(doors.control, request, url.pathname);
    } else {
      const route = routeOf(doors.oci, { request, target, url });
      operation = route.operation;
      answered = await answerOci(doors.oci, route, { request, target, url });
    }
  } catch (error) {
    answered = errorAnswer(error);
  }
  if (operation !== null) count(doors.requests, operation, answered.status);
  return answered;
}

function parseTarget(target: string): URL {
  const url = URL.parse(`http://region${target}`);
  if (!target.startsWith("/") || url === null) throw invalidParameter("The path is not valid.");
  return url;
}

function errorAnswer(error: unknown): Answer {
  if (error instanceof OciError) {
    const { status, code, message, headers } = error;
    return { status, body: { code, message }, headers };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: { code: "InternalServerError", message } };
}

function count(requests: RegionView["requests"], operation: string, status: number): void {
  const byStatus = requests[operation] ?? {};
  requests[operation] = byStatus;
  byStatus[status] = (byStatus[status] ?? 0) + 1;
}

function send(
  doors: Doors,
  exchange: { request: IncomingMessage; response: ServerResponse; answered: Answer },
): void {
  const { request, response, answered } = exchange;
  if (response.destroyed) return;
  const body = JSON.stringify(answered.body);
  response.writeHead(answered.status, {
    ...answered.headers,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    date: new Date(doors.oci.cloud.now()).toUTCString(),
    "opc-request-id": requestId(request),
  });
  response.end(body);
}

/** The client's own id when it sent a sound one. */
function requestId(request: IncomingMessage): string {
  const sent = request.headers["opc-request-id"];
  if (typeof sent === "string" && /^[\w/.:-]{1,512}$/.test(sent)) return sent;
  return randomUUID().replaceAll("-", "").toUpperCase();
}
