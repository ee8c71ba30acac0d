import type { IncomingHttpHeaders } from "node:http";

/** One request of an operation, after its signature was found right. */
export interface Call {
  /** What the path's placeholders stand for, decoded. */
  params: readonly string[];
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** A header that may be sent once. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  return typeof value === "string" ? value : null;
}
