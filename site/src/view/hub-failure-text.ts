import type { HubFailure } from "../live/hub-failure.ts";

/** What a person reads when the hub's answer is missing. */
export function hubFailureText(failure: HubFailure): string {
  switch (failure.kind) {
    case "unreachable":
      return "The hub cannot be reached from this browser.";
    case "timeout":
      return "The hub did not answer within 10 s.";
    case "refused":
      return `The hub answered with HTTP ${failure.httpStatus}.`;
    case "unreadable":
      return "Something other than the hub answered.";
  }
}
