import type { OverviewOutput } from "../../../core/contract/site-contract.ts";
import { SiteHeader } from "../frame/site-header.tsx";
import type { FeedState } from "../live/feed-state.ts";
import { connection, type Freshness } from "../live/freshness.ts";
import { HubDown } from "../parts/hub-down.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Fleet } from "./fleet.tsx";
import { LoadingFleet } from "./loading-fleet.tsx";

interface DashboardViewProps {
  state: FeedState<OverviewOutput>;
  freshness: Freshness;
  onRetry: () => void;
}

/** The whole page, from what is known alone. */
export function DashboardView({ state, freshness, onRetry }: DashboardViewProps) {
  const { answer, failure } = state;
  const stale = freshness === "stale";
  return (
    <>
      <SiteHeader here="dashboard" connection={connection(state)} />
      <main class="wrap" id="main" aria-busy={answer === null && failure === null}>
        <h1 class="sr-only">Fleet dashboard</h1>
        {answer && stale && (
          <ConnectionBanner failure={failure} asOfMs={answer.asOfMs} onRetry={onRetry} />
        )}
        {answer && <Fleet overview={answer} stale={stale} />}
        {!answer && failure && (
          <HubDown what="The state of the fleet" failure={failure} onRetry={onRetry} />
        )}
        {!answer && !failure && <LoadingFleet />}
      </main>
    </>
  );
}
