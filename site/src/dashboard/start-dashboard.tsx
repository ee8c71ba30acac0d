import { hydrate } from "preact";
import { fetchOverview } from "../live/hub-client.ts";
import { startOverviewFeed } from "../live/overview-feed.ts";
import { hubAheadMs } from "../live/overview-state.ts";
import { createTicker } from "../live/ticker.ts";
import { browserTiming } from "../live/timing.ts";
import { Dashboard } from "./dashboard.tsx";

const { nowMs } = browserTiming;

const feed = startOverviewFeed({
  fetchOverview,
  connect: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}/live`),
  timing: browserTiming,
  random: Math.random,
});
const ticker = createTicker(() => nowMs() + hubAheadMs(feed.state()));

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") feed.refresh();
});

const root = document.getElementById("dashboard");
if (root) hydrate(<Dashboard feed={feed} ticker={ticker} nowMs={nowMs} />, root);
