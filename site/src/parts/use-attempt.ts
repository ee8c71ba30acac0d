import { useRef, useState } from "preact/hooks";
import { refusalText } from "../view/hub-failure-text.ts";

/** Something a person asks of the hub: whether it is under way, and why it was not done. */
export interface Attempt {
  busy: boolean;
  refusal: string | null;
  /** One at a time; a second click while the first is under way does nothing. */
  attempt(run: () => Promise<unknown>): Promise<void>;
  refuse(why: string): void;
}

export function useAttempt(): Attempt {
  const [busy, setBusy] = useState(false);
  const [refusal, refuse] = useState<string | null>(null);
  const running = useRef(false);
  async function attempt(run: () => Promise<unknown>): Promise<void> {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    refuse(null);
    try {
      await run();
    } catch (thrown) {
      refuse(refusalText(thrown));
    } finally {
      running.current = false;
      setBusy(false);
    }
  }
  return { busy, refusal, attempt, refuse };
}
