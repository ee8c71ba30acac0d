import type { PoolSummary } from "../../../core/contract/site-contract.ts";
import { formatCount } from "../view/format.ts";
import { sizeGauge } from "../view/size-gauge.ts";

const width = 160;

/** The size asked for against the limits, and how much of it runs. */
export function SizeCell({ pool }: { pool: PoolSummary }) {
  const { latest, minSize: min, maxSize: max } = pool;
  const asked = latest?.currentInstances ?? 0;
  const gauge = sizeGauge({ asked, running: latest?.activeInstances ?? 0, min, max }, width);
  return (
    <div class="cell cell-size">
      <span class="cell-label">Size</span>
      <span class="cell-value">
        <span class="size" data-testid={`pool-${pool.name}-size`}>
          {latest ? formatCount(asked) : "–"}
        </span>
        <span class="cell-note">
          <span class="sr-only">limits </span>
          {formatCount(min)}–{formatCount(max)}
        </span>
        {latest && gauge.note && (
          <span class={`size-note size-note-${gauge.note.kind}`}>{gauge.note.text}</span>
        )}
      </span>
      <svg
        class="gauge"
        viewBox={`0 0 ${width} 12`}
        preserveAspectRatio="xMinYMid"
        height="12"
        aria-hidden="true"
      >
        {gauge.stretches.map(({ kind, x, width: w }) => (
          <rect key={x} class={`stretch-${kind}`} x={x} y="0" width={w} height="8" rx="1.5" />
        ))}
        <rect class="min-mark" x={Math.max(0, gauge.minX - 2)} y="9.5" width="2" height="2.5" />
      </svg>
    </div>
  );
}
