import { type Connection, connection as connectionOf } from "../live/freshness.ts";
import { ConnectionMark } from "./connection-mark.tsx";
import { MainNav, type Place } from "./main-nav.tsx";
import { SimulationBadge } from "./simulation-badge.tsx";
import { useVisit } from "./use-feed.ts";
import { UserMenu } from "./user-menu.tsx";
import { Wordmark } from "./wordmark.tsx";

interface SiteHeaderProps {
  here: Place;
  /** How well the page's own figures are connected; by default how the header is. */
  connection?: Connection | undefined;
}

export function SiteHeader({ here, connection }: SiteHeaderProps) {
  const visit = useVisit();
  return (
    <header class="site-header">
      <div class="wrap">
        <Wordmark />
        {visit.answer?.simulation && <SimulationBadge />}
        <MainNav here={here} role={visit.answer?.me.role ?? null} />
        <div class="header-end">
          <ConnectionMark connection={connection ?? connectionOf(visit)} />
          <UserMenu me={visit.answer?.me ?? null} />
        </div>
      </div>
    </header>
  );
}
