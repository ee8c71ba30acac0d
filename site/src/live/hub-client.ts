import { createTRPCClient, httpLink } from "@trpc/client";
import type { AuthRouter } from "../../../core/contract/auth-contract.ts";
import type { SiteRouter } from "../../../core/contract/site-contract.ts";
import { leaveForSignIn } from "./leave-for-sign-in.ts";

const timeoutMs = 10_000;

type Fetch = NonNullable<Parameters<typeof httpLink>[0]["fetch"]>;

/** The hub of this origin; an answer that takes longer than 10 s counts as none. */
const fetchInTime = ((url, init) =>
  fetch(url, {
    ...(init as RequestInit),
    signal: AbortSignal.timeout(timeoutMs),
  })) satisfies Fetch;

/** For pages of signed-in people: who is not signed in any more has to do so again. */
const fetchSignedIn: Fetch = async (url, init) => {
  const response = await fetchInTime(url, init);
  if (response.status === 401) leaveForSignIn();
  return response;
};

/** The hub, for a signed-in page. */
export const hub = createTRPCClient<SiteRouter>({
  links: [httpLink({ url: "/trpc", fetch: fetchSignedIn })],
});

/** One's own session and password, for a signed-in page. */
export const account = createTRPCClient<AuthRouter>({
  links: [httpLink({ url: "/auth", fetch: fetchSignedIn })],
});

/** Where people come in: here a 401 means a wrong password. */
export const door = createTRPCClient<AuthRouter>({
  links: [httpLink({ url: "/auth", fetch: fetchInTime })],
});
