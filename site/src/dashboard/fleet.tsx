import { useMemo } from "preact/hooks";
import type { OverviewOutput } from "../../../core/contract/site-contract.ts";
import { summarizeFleet } from "../view/summarize-fleet.ts";
import { EmptyFleet } from "./empty-fleet.tsx";
import { EventsFeed } from "./events-feed.tsx";
import { FigureTiles } from "./figure-tiles.tsx";
import { NodeSection } from "./node-section.tsx";
import { SummaryLine } from "./summary-line.tsx";

const minute = 60_000;
/** From so many pools on, rows give up some air. */
const denseFrom = 30;

/** Everything the hub said, old or new. */
export function Fleet({ overview, stale }: { overview: OverviewOutput; stale: boolean }) {
  const { nodes, events, figures, asOfMs } = overview;
  const minuteMs = Math.ceil(asOfMs / minute) * minute;
  const summary = useMemo(() => summarizeFleet({ nodes, asOfMs: minuteMs }), [nodes, minuteMs]);
  const lastResize = useMemo(() => events.find(({ kind }) => kind === "resize"), [events]);
  const dense = figures.pools >= denseFrom;
  return (
    <div class={`${stale ? "stale" : ""} ${dense ? "dense" : ""}`}>
      <SummaryLine summary={summary} lastResize={lastResize ?? null} stale={stale} />
      <FigureTiles figures={figures} />
      <div class="columns">
        <section class="fleet" aria-labelledby="pools-heading">
          <h2 id="pools-heading">Pools by node</h2>
          {nodes.length === 0 && <EmptyFleet />}
          {nodes.map((node) => (
            <NodeSection key={node.id} node={node} minuteMs={minuteMs} />
          ))}
        </section>
        <EventsFeed events={events} />
      </div>
    </div>
  );
}
