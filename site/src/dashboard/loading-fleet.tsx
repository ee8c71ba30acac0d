import { SkeletonNode } from "../parts/skeleton.tsx";
import { EventsFeed } from "./events-feed.tsx";
import { FigureTiles } from "./figure-tiles.tsx";

/** The page's shape while the first answer is on its way. */
export function LoadingFleet() {
  return (
    <>
      <section class="summary" aria-label="Summary">
        <p class="summary-headline" role="status" data-testid="summary">
          <span class="muted">Asking the hub…</span>
        </p>
        <span class="skeleton skeleton-summary" />
      </section>
      <FigureTiles figures={null} />
      <div class="columns">
        <section class="fleet" aria-labelledby="pools-heading">
          <h2 id="pools-heading">Pools by node</h2>
          <SkeletonNode />
          <SkeletonNode />
        </section>
        <EventsFeed events={null} />
      </div>
    </>
  );
}
