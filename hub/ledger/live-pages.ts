import type { Role } from "../../core/contract/people-contract.ts";
import type { LiveMessage } from "../../core/contract/site-contract.ts";
import type { Caller, Person } from "../auth/caller.ts";
import { TooMany } from "../auth/rate-limit.ts";
import type { Topic } from "../fleet/plan.ts";
import { refuse } from "../refuse.ts";

/** With what session and rights a page was opened. */
export interface PageSession {
  id: string;
  role: Role;
}

/** A busy fleet changes all the time; open pages are told at most this often. */
const quietMs = 500;
/** Of one session; whoever opens more is told to come back. */
const pagesAtMost = 20;
const comeBackAfterMs = 30_000;

/** Tells open pages what changed, over WebSockets that survive the ledger's hibernation. */
export class LivePages {
  readonly #state: DurableObjectState;
  #topics = new Set<Topic>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(state: DurableObjectState) {
    this.#state = state;
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Answers a page's WebSocket request; only a signed-in one gets one, and it is a call. */
  async open(caller: Caller, countCall: (person: Person) => Promise<void>): Promise<Response> {
    if (caller.kind !== "user" || caller.by.kind !== "session") {
      return refuse(401, "Sign in first.");
    }
    const id = caller.by.sessionId;
    try {
      await countCall(caller);
      if (this.#state.getWebSockets(id).length >= pagesAtMost) {
        throw new TooMany("open pages of this session", comeBackAfterMs);
      }
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      return refuse(429, error.message, { "retry-after": String(error.retryAfterSeconds) });
    }
    const { 0: page, 1: ours } = new WebSocketPair();
    this.#state.acceptWebSocket(ours, [id]);
    ours.serializeAttachment({ id, role: caller.role } satisfies PageSession);
    return new Response(null, { status: 101, webSocket: page });
  }

  /** Closes the pages whose session is no more what it was when they were opened. */
  closeUnless(isGood: (session: PageSession) => boolean): void {
    for (const socket of this.#state.getWebSockets()) {
      if (!isGood(socket.deserializeAttachment() as PageSession)) socket.close(4401, "signed out");
    }
  }

  /** Tells every open page, a little later, together with what else changes until then. */
  tell(topics: readonly Topic[]): void {
    if (!topics.length || !this.#state.getWebSockets().length) return;
    for (const topic of topics) this.#topics.add(topic);
    this.#timer ??= setTimeout(() => this.#send(), quietMs);
  }

  #send(): void {
    this.#timer = null;
    const message = JSON.stringify({ topics: [...this.#topics] } satisfies LiveMessage);
    this.#topics.clear();
    for (const socket of this.#state.getWebSockets()) {
      try {
        socket.send(message);
      } catch {
        // The page is gone; the runtime closes its socket.
      }
    }
  }
}
