import { useContext } from "preact/hooks";
import type { FleetEvent } from "../../../core/contract/site-contract.ts";
import { Age, HubTime } from "../parts/age.tsx";
import { Icon, type IconName } from "../parts/icon.tsx";
import { memo } from "../parts/memo.tsx";
import { SkeletonLines } from "../parts/skeleton.tsx";
import { formatTime } from "../view/format.ts";

const kindIcons: Record<FleetEvent["kind"], IconName> = {
  resize: "resize",
  lifecycle: "pulse",
  config: "file",
};

/** What happened, newest first; null while nothing is known yet. */
export const EventsFeed = memo(({ events }: { events: readonly FleetEvent[] | null }) => (
  <section class="events-panel" aria-labelledby="events-heading">
    <h2 id="events-heading">Events</h2>
    {events === null && <SkeletonLines count={5} />}
    {events?.length === 0 && (
      <p class="events-empty">
        Nothing has happened yet. Resizes, node changes and configs show up here.
      </p>
    )}
    {events && events.length > 0 && (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      <ol class="events" data-testid="events" tabIndex={0} aria-labelledby="events-heading">
        {events.map((event) => (
          <EventItem key={event.id} event={event} />
        ))}
      </ol>
    )}
  </section>
));

const EventItem = memo(({ event }: { event: FleetEvent }) => {
  const { nowMs } = useContext(HubTime);
  return (
    <li class="event" data-testid="event" data-kind={event.kind}>
      <span class={`event-icon event-${event.tone}`}>
        <Icon name={iconOf(event)} />
        <span class="sr-only">{event.tone}: </span>
      </span>
      <div class="event-body">
        <p class="event-title">{event.title}</p>
        <p class="event-where">
          {event.poolName && <span class="event-pool">{event.poolName}</span>}
          <span>{event.nodeName}</span>
        </p>
        {event.detail && <p class="event-detail">{event.detail}</p>}
      </div>
      <p class="event-time">
        {formatTime(event.atMs, nowMs())}
        <Age atMs={event.atMs} />
      </p>
    </li>
  );
});

/** Trouble has its own shape, so that it shows without its colour too. */
function iconOf({ kind, tone, direction }: FleetEvent): IconName {
  if (tone === "bad") return "cross";
  return tone === "warning" ? "triangle" : (direction ?? kindIcons[kind]);
}
