import { useContext, useEffect, useState } from "preact/hooks";
import { type Feed, startFeed } from "../live/feed.ts";
import { type FeedState, initialState } from "../live/feed-state.ts";
import { Page, type Visit } from "./page-context.ts";

/** What a feed knows now; nothing at first, as in the page that was built. */
function useFeedState<Answer>(feed: Feed<Answer> | null): FeedState<Answer> {
  const [state, setState] = useState<FeedState<Answer>>(initialState);
  useEffect(() => {
    if (!feed) return;
    const look = () => setState(feed.state());
    look();
    return feed.subscribe(look);
  }, [feed]);
  return state;
}

/** Who looks at the page. */
export function useVisit(): FeedState<Visit> & { retry: () => void } {
  const page = useContext(Page);
  return { ...useFeedState(page?.visit ?? null), retry: () => page?.visit.refresh() };
}

/** A person who changed something wants to see it; so these need not wait as long as a busy fleet. */
const minGapMs = 500;

/** The hub's newest answer for as long as the component is there. `ask` must stay the same. */
export function useFeed<Answer>(
  ask: () => Promise<Answer>,
  topics = "",
): FeedState<Answer> & { refresh: () => void } {
  const page = useContext(Page);
  const [feed, setFeed] = useState<Feed<Answer> | null>(null);
  useEffect(() => {
    if (!page) return;
    const { line, timing } = page;
    const started = startFeed({ ask, topics: topics.split(" "), line, timing, minGapMs });
    setFeed(started);
    return started.stop;
  }, [page, ask, topics]);
  return { ...useFeedState(feed), refresh: () => feed?.refresh() };
}
