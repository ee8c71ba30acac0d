import type { HubFailure } from "../live/hub-failure.ts";

const refusals: Record<number, string | undefined> = {
  401: "The hub does not know who asks: no session (HTTP 401).",
  403: "The hub does not let this user see the fleet (HTTP 403).",
  429: "The hub was asked too often (HTTP 429).",
  503: "The hub is up, but cannot answer now (HTTP 503).",
};

/** What a person reads when the hub's answer is missing. */
export function hubFailureText(failure: HubFailure): string {
  switch (failure.kind) {
    case "unreachable":
      return "The hub cannot be reached from this browser.";
    case "timeout":
      return "The hub did not answer within 10 s.";
    case "refused":
      return refusals[failure.httpStatus] ?? `The hub answered with HTTP ${failure.httpStatus}.`;
    case "unreadable":
      return "Something other than the hub answered.";
  }
}
