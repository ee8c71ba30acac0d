import { useEffect, useState } from "preact/hooks";
import type { OverviewOutput } from "../../../core/contract/site-contract.ts";
import type { Feed } from "../live/feed.ts";
import { type Freshness, freshness } from "../live/freshness.ts";
import type { Ticker } from "../live/ticker.ts";
import { HubTime } from "../parts/age.tsx";
import { pageTitle } from "../view/page-title.ts";
import { DashboardView } from "./dashboard-view.tsx";

interface DashboardProps {
  feed: Feed<OverviewOutput>;
  ticker: Ticker;
  /** The page's own clock, epoch ms. */
  nowMs: () => number;
}

/** The dashboard, kept in step with the hub. */
export function Dashboard({ feed, ticker, nowMs }: DashboardProps) {
  const [state, setState] = useState(feed.state);
  const [fresh, setFresh] = useState<Freshness>("nothing-yet");
  useEffect(() => {
    const look = () => {
      setState(feed.state());
      setFresh(freshness(feed.state(), nowMs()));
    };
    look();
    const stops = [feed.subscribe(look), ticker.subscribe(look)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [feed, ticker, nowMs]);
  useEffect(() => {
    document.title = pageTitle(state, fresh);
  }, [state, fresh]);
  return (
    <HubTime.Provider value={ticker}>
      <DashboardView state={state} freshness={fresh} onRetry={feed.refresh} />
    </HubTime.Provider>
  );
}
