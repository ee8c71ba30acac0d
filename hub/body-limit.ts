import { refuse } from "./refuse.ts";

const maxBytes = 256 * 1024;
/** Whoever sends a body drop by drop keeps a line of the hub; it has to be whole by then. */
const bodyWithinMs = 15_000;

/**
 * The request, if its body is at most 256 KiB; otherwise the 413 to answer with. A body without
 * a stated length is read up to the limit.
 */
export async function limitBody(request: Request): Promise<Request | Response> {
  if (!request.body) return request;
  const length = request.headers.get("content-length");
  if (length === null) return wholeRequest(request);
  return Number(length) <= maxBytes ? request : tooLarge();
}

/** The same with the body read: whoever sends it drop by drop is asked who it is afterwards. */
export async function wholeRequest(
  request: Request,
  withinMs = bodyWithinMs,
): Promise<Request | Response> {
  if (!request.body) return request;
  const body = request.body as ReadableStream<Uint8Array<ArrayBuffer>>;
  try {
    const read = await inTime(readUpTo(body, maxBytes), withinMs);
    return read ? new Request(request, { body: read }) : tooLarge();
  } catch (error) {
    if (error instanceof BodyTooSlow) return refuse(408, error.message);
    throw error;
  }
}

/** What a body is read into, if that is soon enough. Throws BodyTooSlow. */
export async function inTime<Read>(reading: Promise<Read>, withinMs = bodyWithinMs): Promise<Read> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BodyTooSlow(withinMs)), withinMs);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A body was not whole when it had to be. */
export class BodyTooSlow extends Error {
  constructor(withinMs: number) {
    super(`The body was not there within ${withinMs / 1000} s; send it again.`);
    this.name = "BodyTooSlow";
  }
}

/** Null for a body that is longer. */
async function readUpTo(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  limitBytes: number,
): Promise<ArrayBuffer | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) return null;
    chunks.push(chunk);
  }
  return new Blob(chunks).arrayBuffer();
}

function tooLarge(): Response {
  return refuse(413, `The body is larger than ${maxBytes / 1024} KiB.`);
}
