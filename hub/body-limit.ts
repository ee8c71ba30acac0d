const maxBytes = 256 * 1024;

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
export async function wholeRequest(request: Request): Promise<Request | Response> {
  if (!request.body) return request;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return tooLarge();
    chunks.push(chunk);
  }
  return new Request(request, { body: await new Blob(chunks).arrayBuffer() });
}

function tooLarge(): Response {
  const message = `The body is larger than ${maxBytes / 1024} KiB.`;
  return Response.json({ error: { message } }, { status: 413 });
}
