import { Agent, request } from "node:http";

/** One request of the load; `path` and `body` are asked for anew each time. */
export interface Shot {
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  body: string | null;
}

export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers other than 200, and requests without an answer. */
  errors: number;
}

/**
 * Sends requests over so many connections for so many seconds, each the next one as soon as its
 * last was answered.
 * @param shotOf the next request of a connection, by its number from 0
 */
export async function load(
  url: string,
  { connections, seconds }: { connections: number; seconds: number },
  shotOf: (connection: number) => Shot,
): Promise<LoadResult> {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latenciesMs: number[] = [];
  let errors = 0;
  const endMs = performance.now() + seconds * 1000;
  const loop = async (connection: number): Promise<void> => {
    while (performance.now() < endMs) {
      const startedMs = performance.now();
      const status = await fire({ agent, hostname, port }, shotOf(connection));
      if (status === 200) latenciesMs.push(performance.now() - startedMs);
      else errors += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, connection) => loop(connection)));
  agent.destroy();
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number): number => latenciesMs[Math.floor(latenciesMs.length * share)] ?? 0;
  return { perSecond: latenciesMs.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), errors };
}

function fire(
  target: { agent: Agent; hostname: string; port: string },
  { method, path, headers, body }: Shot,
): Promise<number> {
  return new Promise((resolve) => {
    const sent = request({ ...target, method, path, headers }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer.statusCode ?? 0));
    });
    sent.once("error", () => resolve(0));
    sent.end(body ?? undefined);
  });
}
