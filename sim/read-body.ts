import type { IncomingMessage } from "node:http";
import { OciError } from "./oci-error.ts";

const MAX_BODY_BYTES = 1024 * 1024;

/** The whole body; throws 413 as soon as it is known to be over 1 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): OciError {
  const message = `The request body is over ${MAX_BODY_BYTES} bytes.`;
  return new OciError(413, "RequestEntityTooLarge", message, { connection: "close" });
}
