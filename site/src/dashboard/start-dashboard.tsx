import { startPage } from "../frame/start-page.tsx";
import { startFeed } from "../live/feed.ts";
import { hubAheadMs } from "../live/feed-state.ts";
import { hub } from "../live/hub-client.ts";
import { createTicker } from "../live/ticker.ts";
import { Dashboard } from "./dashboard.tsx";

startPage(({ line, timing }) => {
  const feed = startFeed({
    ask: () => hub.overview.query(),
    topics: ["overview"],
    line,
    timing,
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") feed.refresh();
  });
  const ticker = createTicker(() => timing.nowMs() + hubAheadMs(feed.state()));
  return <Dashboard feed={feed} ticker={ticker} nowMs={timing.nowMs} />;
});
