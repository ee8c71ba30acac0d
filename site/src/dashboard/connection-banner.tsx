import type { HubFailure } from "../live/hub-failure.ts";
import { Age } from "../parts/age.tsx";
import { Icon } from "../parts/icon.tsx";
import { hubFailureText } from "../view/hub-failure-text.ts";

interface ConnectionBannerProps {
  failure: HubFailure | null;
  asOfMs: number;
  onRetry: () => void;
}

/** Says that what is shown is old, how old, and why. */
export function ConnectionBanner({ failure, asOfMs, onRetry }: ConnectionBannerProps) {
  return (
    <div class="banner" role="alert" data-testid="connection-lost">
      <Icon name="cross" />
      <p>
        <strong>Connection to the hub lost.</strong> Everything below is from{" "}
        <span aria-live="off">
          <Age atMs={asOfMs} />
        </span>
        . {failure && hubFailureText(failure)} Agents go on scaling without the hub.
      </p>
      <button type="button" onClick={onRetry}>
        Try now
      </button>
    </div>
  );
}
