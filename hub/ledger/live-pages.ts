import type { LiveMessage } from "../../core/contract/site-contract.ts";
import type { Topic } from "../fleet/plan.ts";

/** A busy fleet changes all the time; open pages are told at most this often. */
const quietMs = 500;

/** Tells open pages what changed, over WebSockets that survive the ledger's hibernation. */
export class LivePages {
  readonly #state: DurableObjectState;
  #topics = new Set<Topic>();
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(state: DurableObjectState) {
    this.#state = state;
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Answers a page's WebSocket request. */
  open(): Response {
    const { 0: page, 1: ours } = new WebSocketPair();
    this.#state.acceptWebSocket(ours);
    return new Response(null, { status: 101, webSocket: page });
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
