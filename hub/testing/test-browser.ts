import { request } from "node:http";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type { AuthRouter } from "../../core/contract/auth-contract.ts";
import type { SiteRouter } from "../../core/contract/site-contract.ts";

/** What came back; a redirect is not followed. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export interface Sending {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** The address of the loopback network that the request comes from. */
  from?: string;
}

/** Sends a request as it is written: no header that fetch would add or forbid. */
export function send(url: string, sending: Sending = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body, from = "127.0.0.1" } = sending;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, localAddress: from, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
      answer.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A browser with its cookies, on a page of the hub. */
export class TestBrowser {
  readonly hubUrl: string;
  readonly auth: TRPCClient<AuthRouter>;
  readonly site: TRPCClient<SiteRouter>;
  readonly cookies = new Map<string, string>();
  readonly #from: string;

  constructor(hubUrl: string, from = "127.0.0.1") {
    this.hubUrl = hubUrl;
    this.#from = from;
    const through = { fetch: (url: unknown, init: unknown) => this.#fetch(String(url), init) };
    this.auth = createTRPCClient<AuthRouter>({
      links: [httpLink({ url: `${hubUrl}/auth`, ...(through as object) })],
    });
    this.site = createTRPCClient<SiteRouter>({
      links: [httpLink({ url: `${hubUrl}/trpc`, ...(through as object) })],
    });
  }

  /** Opens an address of the hub, or follows a redirect elsewhere; keeps the cookies. */
  async open(path: string, sending: Sending = {}): Promise<Answer> {
    const url = new URL(path, this.hubUrl);
    const isHub = url.origin === this.hubUrl;
    const cookie = isHub ? this.cookieHeader : "";
    const answer = await send(url.href, {
      from: this.#from,
      ...sending,
      headers: { ...(cookie ? { cookie } : {}), ...sending.headers },
    });
    if (isHub) this.#keep(answer);
    return answer;
  }

  /** A page's WebSocket, as its browser opens it. */
  async openLive(): Promise<WebSocket> {
    const headers = { cookie: this.cookieHeader, origin: this.hubUrl };
    const url = `${this.hubUrl.replace("http", "ws")}/live`;
    const socket = new WebSocket(url, { headers } as never);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", () => reject(new Error("The socket did not open.")));
    });
    return socket;
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async signIn({ email, password }: { email: string; password: string }): Promise<this> {
    await this.auth.signIn.mutate({ email, password });
    return this;
  }

  async #fetch(url: string, init: unknown): Promise<Response> {
    const { method = "GET", headers, body } = init as RequestInit;
    const answer = await this.open(url, {
      method,
      headers: { origin: this.hubUrl, ...(headers as Record<string, string>) },
      ...(typeof body === "string" ? { body } : {}),
    });
    return new Response(answer.text, { status: answer.status });
  }

  #keep({ headers }: Answer): void {
    for (const line of [headers["set-cookie"] ?? []].flat()) {
      const [pair = ""] = line.split(";");
      const [name = "", value = ""] = pair.split("=");
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
