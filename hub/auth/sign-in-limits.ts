import { networkOf } from "./network.ts";
import { type Take, TooMany } from "./rate-limit.ts";

/** So many attempts a minute are looked at; see docs/security.md for what each keeps out. */
const perMinute = { accountFromAddress: 10, address: 30, account: 60 };

/** Counts attempts to get in. */
export interface SignInLimits {
  /** Throws TooMany, before anything was looked at. */
  countAttempt(account: string | null, address: string | null): Promise<void>;
}

export function signInLimits(take: Take): SignInLimits {
  const count = async (key: string, limit: number) => {
    const waitMs = await take(key, limit);
    if (waitMs > 0) throw new TooMany("attempts to sign in", waitMs);
  };
  return {
    async countAttempt(account, from) {
      const address = from && networkOf(from);
      // The address first: beyond its limit, made-up accounts leave nothing to be remembered.
      await count(`sign-in from ${address}`, perMinute.address);
      if (account === null) return;
      await count(`sign-in ${account} from ${address}`, perMinute.accountFromAddress);
      await count(`sign-in ${account}`, perMinute.account);
    },
  };
}
