import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Ticker } from "../live/ticker.ts";
import { formatAge } from "../view/format.ts";

/** The hub's clock; it stands still where the page is built. */
export const HubTime = createContext<Ticker>({ nowMs: () => 0, subscribe: () => () => {} });

/** How long ago something was, kept up to date: "4 min ago". */
export function Age({ atMs }: { atMs: number }) {
  const ticker = useContext(HubTime);
  const [, redraw] = useState("");
  useEffect(
    // The same text again draws nothing.
    () => ticker.subscribe(() => redraw(formatAge(ticker.nowMs() - atMs))),
    [ticker, atMs],
  );
  return (
    <time
      class="age"
      dateTime={new Date(atMs).toISOString()}
      title={new Date(atMs).toLocaleString()}
    >
      {formatAge(ticker.nowMs() - atMs)} ago
    </time>
  );
}
