import type { Figures } from "../../../core/contract/site-contract.ts";
import { formatCount } from "../view/format.ts";

interface Tile {
  testId: string;
  label: string;
  value: (figures: Figures) => number;
  caption: (figures: Figures) => string;
}

const tiles: Tile[] = [
  {
    testId: "figure-active-nodes",
    label: "Active nodes",
    value: (f) => f.activeNodes,
    caption: (f) => `of ${formatCount(f.nodes)} registered`,
  },
  {
    testId: "figure-active-pools",
    label: "Active pools",
    value: (f) => f.activePools,
    caption: (f) => `of ${formatCount(f.pools)} configured`,
  },
  {
    testId: "figure-instances",
    label: "Instances",
    value: (f) => f.instances,
    caption: () => "from the latest reports",
  },
  {
    testId: "figure-peak-24h",
    label: "Peak, 24 h",
    value: (f) => f.peak24h,
    caption: () => "highest hourly total",
  },
];

/** The four figures; null while they are not known yet. */
export function FigureTiles({ figures }: { figures: Figures | null }) {
  return (
    <section aria-label="Figures">
      <dl class="figures">
        {tiles.map(({ testId, label, value, caption }) => (
          <div class="figure" key={testId}>
            <dt>{label}</dt>
            <dd class="figure-value" data-testid={testId}>
              {figures ? formatCount(value(figures)) : <span class="skeleton skeleton-figure" />}
            </dd>
            <dd class="figure-caption">
              {figures ? caption(figures) : <span class="skeleton skeleton-text" />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
