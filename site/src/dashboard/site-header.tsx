import type { Connection } from "../live/freshness.ts";
import { Wordmark } from "./wordmark.tsx";

const words: Record<Connection, { word: string; title: string }> = {
  connecting: { word: "Connecting", title: "Asking the hub for the first time" },
  live: { word: "Live", title: "The hub tells this page about every change" },
  polling: { word: "Polling", title: "No live connection; this page asks every 10 s" },
  reconnecting: { word: "Reconnecting", title: "The hub did not answer; this page keeps asking" },
};

export function SiteHeader(props: { connection: Connection; simulation: boolean }) {
  const { word, title } = words[props.connection];
  return (
    <header class="site-header">
      <div class="wrap">
        <Wordmark />
        {props.simulation && (
          <span class="badge badge-simulation" title="The cloud behind this fleet is simulated">
            Simulation
          </span>
        )}
        <span class={`connection connection-${props.connection}`} title={title}>
          <span class="dot" />
          <span class="sr-only">Connection: </span>
          {word}
        </span>
      </div>
    </header>
  );
}
