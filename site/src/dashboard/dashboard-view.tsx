import { connection, type Freshness } from "../live/freshness.ts";
import type { OverviewState } from "../live/overview-state.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Fleet } from "./fleet.tsx";
import { HubDown } from "./hub-down.tsx";
import { LoadingFleet } from "./loading-fleet.tsx";
import { SiteHeader } from "./site-header.tsx";

interface DashboardViewProps {
  state: OverviewState;
  freshness: Freshness;
  onRetry: () => void;
}

/** The whole page, from what is known alone. */
export function DashboardView({ state, freshness, onRetry }: DashboardViewProps) {
  const { overview, failure } = state;
  const stale = freshness === "stale";
  return (
    <>
      <SiteHeader connection={connection(state)} simulation={overview?.simulation ?? false} />
      <main class="wrap" id="main" aria-busy={overview === null && failure === null}>
        <h1 class="sr-only">Fleet dashboard</h1>
        {overview && stale && (
          <ConnectionBanner failure={failure} asOfMs={overview.asOfMs} onRetry={onRetry} />
        )}
        {overview && <Fleet overview={overview} stale={stale} />}
        {!overview && failure && <HubDown failure={failure} onRetry={onRetry} />}
        {!overview && !failure && <LoadingFleet />}
      </main>
    </>
  );
}
