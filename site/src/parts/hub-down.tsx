import type { HubFailure } from "../live/hub-failure.ts";
import { hubFailureText } from "../view/hub-failure-text.ts";
import { Icon } from "./icon.tsx";

interface HubDownProps {
  /** What is not known: "The state of the fleet". */
  what: string;
  failure: HubFailure;
  onRetry: () => void;
}

/** Nothing is known, because the hub has not answered since this page was opened. */
export function HubDown({ what, failure, onRetry }: HubDownProps) {
  return (
    <section class="notice notice-bad" role="alert" data-testid="hub-down">
      <h2>
        <Icon name="cross" />
        {what} is not known
      </h2>
      <p>
        {hubFailureText(failure)} This page asks again every 10 s. Agents go on scaling on their
        last known good config meanwhile.
      </p>
      <button type="button" onClick={onRetry}>
        Try now
      </button>
    </section>
  );
}
