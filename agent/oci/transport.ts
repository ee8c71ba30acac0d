import type * as common from "oci-common";
import { messageOf } from "../agent-fault.ts";
import type { Clock } from "../ports.ts";
import { isWorthRepeating } from "./classify.ts";

const tries = 3;
const callTimeoutMs = 10_000;
const firstDelayMs = 500;
/** Asked to wait longer than this, a call gives up at once: the next cycle comes soon enough. */
const delayMaxMs = 30_000;

interface TransportPorts {
  signer: common.RequestSigner;
  clock: Pick<Clock, "sleep">;
  /** From 0 up to, not including, 1. */
  random: () => number;
}

type Tried = { kind: "answered"; response: Response } | { kind: "silent"; error: unknown };

/**
 * The SDK's way to the network: signs each try anew, ends it after 10 s, and repeats up to three
 * times on 429, 500, 503 and silence, with exponential backoff and full jitter, or after as long
 * as Retry-After says. Repeating is safe for every call of the agent: it reads, or carries a
 * retry token.
 */
export class Transport implements common.HttpClient {
  readonly #ports: TransportPorts;
  /** Retry tokens of requests that were repeated after a try that may have been carried out. */
  readonly #doubtful = new Set<string>();

  constructor(ports: TransportPorts) {
    this.#ports = ports;
  }

  /** Whether an earlier try of the request may have been carried out. Asked once, when it ended. */
  wasDoubtful(retryToken: string): boolean {
    return this.#doubtful.delete(retryToken);
  }

  async send(request: common.HttpRequest): Promise<Response> {
    for (let made = 1; ; made++) {
      const tried = await this.#try(request);
      const delayMs = this.#delayMs(made, tried);
      if (made === tries || delayMs > delayMaxMs || !(await isToRepeat(tried))) {
        // The SDK keeps only the message of what is thrown here.
        if (tried.kind === "silent") throw new Error(messageOf(tried.error));
        return tried.response;
      }
      this.#doubt(request, tried);
      await this.#ports.clock.sleep(delayMs);
    }
  }

  async #try(request: common.HttpRequest): Promise<Tried> {
    request.headers.set("x-date", new Date().toUTCString());
    await this.#ports.signer.signHttpRequest(request);
    const { method, headers, body, uri } = request;
    const signal = AbortSignal.timeout(callTimeoutMs);
    try {
      const response = await fetch(uri, { method, headers, signal, body: body || null });
      // Reads the body within the timeout; the SDK reads it again from memory.
      const text = await response.text();
      const { status, statusText, headers: answered } = response;
      const whole = new Response(text || null, { status, statusText, headers: answered });
      return { kind: "answered", response: whole };
    } catch (error) {
      return { kind: "silent", error };
    }
  }

  #delayMs(made: number, tried: Tried): number {
    const answer = tried.kind === "answered" ? tried.response.headers.get("retry-after") : null;
    if (answer !== null && /^\d+$/.test(answer)) return Number(answer) * 1000;
    return this.#ports.random() * firstDelayMs * 2 ** made;
  }

  #doubt(request: common.HttpRequest, tried: Tried): void {
    const retryToken = request.headers.get("opc-retry-token");
    const clearNo = tried.kind === "answered" && tried.response.status === 429;
    if (retryToken && !clearNo) this.#doubtful.add(retryToken);
  }
}

async function isToRepeat(tried: Tried): Promise<boolean> {
  if (tried.kind === "silent") return true;
  const { response } = tried;
  return !response.ok && isWorthRepeating(response.status, await response.clone().text());
}
