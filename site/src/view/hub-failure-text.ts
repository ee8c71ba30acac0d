import { type HubFailure, hubFailure, hubSentence } from "../live/hub-failure.ts";

const refusals: Record<number, string | undefined> = {
  401: "The hub does not know who asks: no session (HTTP 401).",
  403: "The hub does not let this user see that (HTTP 403).",
  503: "The hub is up, but cannot answer now (HTTP 503).",
};

/** What a person reads when the hub's answer is missing. */
export function hubFailureText(failure: HubFailure): string {
  switch (failure.kind) {
    case "unreachable":
      return "The hub cannot be reached from this browser.";
    case "timeout":
      return "The hub did not answer within 10 s.";
    case "too-many":
      return `The hub was asked too often (HTTP 429); this page waits ${Math.ceil(failure.waitMs / 1000)} s.`;
    case "refused":
      return refusals[failure.httpStatus] ?? `The hub answered with HTTP ${failure.httpStatus}.`;
    case "unreadable":
      return "Something other than the hub answered.";
  }
}

/** What a person reads when the hub did not do what was asked: its own sentence, where it has one. */
export function refusalText(thrown: unknown): string {
  return hubSentence(thrown) ?? `${hubFailureText(hubFailure(thrown))} Try again.`;
}
