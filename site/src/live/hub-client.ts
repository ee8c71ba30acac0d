import { createTRPCClient, httpLink } from "@trpc/client";
import type { OverviewOutput, SiteRouter } from "../../../core/contract/site-contract.ts";

const timeoutMs = 10_000;

const hub = createTRPCClient<SiteRouter>({ links: [httpLink({ url: "/trpc" })] });

/** Asks the hub of this origin; an answer that takes longer than 10 s counts as none. */
export function fetchOverview(): Promise<OverviewOutput> {
  return hub.overview.query(undefined, { signal: AbortSignal.timeout(timeoutMs) });
}
