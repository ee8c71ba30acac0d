import { useState } from "preact/hooks";
import type { OneTimeLink, UserRow } from "../../../../core/contract/people-contract.ts";
import { useAttempt } from "../../parts/use-attempt.ts";

/** What came of a change. */
export interface Changed {
  said: string;
  /** Where the change lets somebody set a password. */
  link?: OneTimeLink;
}

/** A change of an account: whether one is under way, and what came of the last one. */
export interface AccountChange {
  busy: boolean;
  refusal: string | null;
  changed: Changed | null;
  run: (change: () => Promise<Changed>) => void;
}

/** What each section of an account's dialog gets: whose it is, and how to change it. */
export interface AccountSectionProps extends Pick<AccountChange, "busy" | "run"> {
  user: UserRow;
}

/** `onDone` is called after every change that the hub made. */
export function useAccountChange(onDone: () => void): AccountChange {
  const { busy, refusal, attempt } = useAttempt();
  const [changed, setChanged] = useState<Changed | null>(null);
  const run = (change: () => Promise<Changed>) => {
    setChanged(null);
    void attempt(async () => {
      setChanged(await change());
      onDone();
    });
  };
  return { busy, refusal, changed, run };
}
