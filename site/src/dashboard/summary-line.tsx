import type { FleetEvent } from "../../../core/contract/site-contract.ts";
import { Age } from "../parts/age.tsx";
import { Icon } from "../parts/icon.tsx";
import { StatusMark, toneIcons } from "../parts/status-mark.tsx";
import type { AttentionItem, FleetSummary } from "../view/summarize-fleet.ts";

interface SummaryLineProps {
  summary: FleetSummary;
  /** The newest resize; null when none is known. */
  lastResize: FleetEvent | null;
  stale: boolean;
}

const mostItems = 5;

/** Whether every pool is healthy, and why the fleet just scaled. */
export function SummaryLine({ summary, lastResize, stale }: SummaryLineProps) {
  const tone = stale ? "inactive" : summary.tone;
  const hidden = summary.items.length - mostItems;
  return (
    <section class={`summary tone-${tone}`} aria-label="Summary">
      <p class="summary-headline" role="status" data-testid="summary">
        <Icon name={toneIcons[tone]} />
        <span>
          {stale && "Last known: "}
          {summary.headline}
        </span>
      </p>
      {summary.items.length > 0 && (
        <ul class="attention">
          {summary.items.slice(0, mostItems).map((item) => (
            <Attention key={item.href} item={item} />
          ))}
          {hidden > 0 && <li class="attention-more">and {hidden} more below</li>}
        </ul>
      )}
      {lastResize && <LastResize event={lastResize} />}
    </section>
  );
}

function Attention({ item }: { item: AttentionItem }) {
  return (
    <li>
      <a href={item.href}>{item.label}</a>
      <StatusMark tone={item.tone} word={item.word} />
      {item.reason && <span class="attention-reason">{item.reason}</span>}
    </li>
  );
}

function LastResize({ event }: { event: FleetEvent }) {
  return (
    <p class="last-resize">
      <span class="last-resize-label">Last resize</span>
      <span class="last-resize-text">
        <strong>{event.poolName ?? event.nodeName}</strong>
        {" · "}
        {event.title}
        {event.detail && <span class="muted"> · {event.detail}</span>}
        <span class="muted">
          {" · "}
          <Age atMs={event.atMs} />
        </span>
      </span>
    </p>
  );
}
