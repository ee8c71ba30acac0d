import { type ComponentChild, hydrate } from "preact";
import { startFeed } from "../live/feed.ts";
import { account, door, hub } from "../live/hub-client.ts";
import { openLiveLine } from "../live/live-line.ts";
import { activityReporter } from "../live/report-activity.ts";
import { createTicker } from "../live/ticker.ts";
import { browserTiming } from "../live/timing.ts";
import { HubTime } from "../parts/age.tsx";
import { Page, type PageContext, type Visit } from "./page-context.ts";

/** Brings the built page of a signed-in person to life. */
export function startPage(render: (page: PageContext) => ComponentChild): void {
  const timing = browserTiming;
  const line = openLiveLine({
    connect: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}/live`),
    timing,
    random: Math.random,
  });
  const visit = startFeed({ ask: visitAsker(), topics: [], line, timing });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") visit.refresh();
  });
  const reportActivity = activityReporter(() => account.touch.mutate(), timing.nowMs);
  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, reportActivity);

  const page = { visit, line, timing };
  const root = document.getElementById("page");
  const shown = (
    <HubTime.Provider value={createTicker(timing.nowMs)}>
      <Page.Provider value={page}>{render(page)}</Page.Provider>
    </HubTime.Provider>
  );
  if (root) hydrate(shown, root);
}

/** Asks who looks at the page; whether it is a simulation is asked only until it is known. */
function visitAsker(): () => Promise<Visit> {
  let simulation: boolean | null = null;
  return async () => {
    const [me, methods] = await Promise.all([
      hub.me.query(),
      simulation === null ? door.methods.query() : { simulation },
    ]);
    simulation = methods.simulation;
    return { me, simulation };
  };
}
