import type { Freshness } from "../live/freshness.ts";
import type { OverviewState } from "../live/overview-state.ts";
import { summarizeFleet } from "./summarize-fleet.ts";

const product = "Tidepool";

/** The tab's title, so that trouble shows in a tab nobody looks at. */
export function pageTitle({ overview, failure }: OverviewState, freshness: Freshness): string {
  if (freshness === "stale") return `Connection lost · ${product}`;
  if (overview) return `${summarizeFleet(overview).headline} · ${product}`;
  return failure ? `Hub not reachable · ${product}` : product;
}
