import { createContext } from "preact";
import type { Me } from "../../../core/contract/people-contract.ts";
import type { Feed } from "../live/feed.ts";
import type { LiveLine } from "../live/live-line.ts";
import type { Timing } from "../live/timing.ts";

/** Who looks at the page, and whether the cloud behind the fleet is simulated. */
export interface Visit {
  me: Me;
  simulation: boolean;
}

/** What everything on a signed-in page shares. */
export interface PageContext {
  visit: Feed<Visit>;
  line: LiveLine;
  timing: Timing;
}

/** Null where the page is built. */
export const Page = createContext<PageContext | null>(null);
