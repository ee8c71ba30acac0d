import type { OverviewOutput } from "../../../core/contract/site-contract.ts";
import type { FeedState } from "../live/feed-state.ts";
import type { Freshness } from "../live/freshness.ts";
import { summarizeFleet } from "./summarize-fleet.ts";

const product = "Tidepool";

/** The tab's title, so that trouble shows in a tab nobody looks at. */
export function pageTitle(
  { answer, failure }: FeedState<OverviewOutput>,
  freshness: Freshness,
): string {
  if (freshness === "stale") return `Connection lost · ${product}`;
  if (answer) return `${summarizeFleet(answer).headline} · ${product}`;
  return failure ? `Hub not reachable · ${product}` : product;
}
