import type { Connection } from "../live/freshness.ts";

const words: Record<Connection, { word: string; title: string }> = {
  connecting: { word: "Connecting", title: "Asking the hub for the first time" },
  live: { word: "Live", title: "The hub tells this page about every change" },
  polling: { word: "Polling", title: "No live connection; this page asks every 10 s" },
  reconnecting: { word: "Reconnecting", title: "The hub did not answer; this page keeps asking" },
};

export function ConnectionMark({ connection }: { connection: Connection }) {
  const { word, title } = words[connection];
  return (
    <span class={`connection connection-${connection}`} title={title}>
      <span class="dot" />
      <span class="sr-only">Connection: </span>
      <span class="connection-word">{word}</span>
    </span>
  );
}
