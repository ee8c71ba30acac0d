import { sitePath } from "../../../core/contract/site-path.ts";

/** With what somebody came to the sign-in page. */
export interface Arrival {
  /** Where to go afterwards. */
  next: string;
  error: string | null;
  notice: string | null;
}

const errors = new Map([
  ["sso-refused", "The identity provider did not sign you in."],
  [
    "sso-failed",
    "Signing in through SSO failed; try again. An administrator finds the reason in the audit log.",
  ],
  ["sso-disabled", "Your account is disabled; ask an administrator."],
]);

const notices = new Map([
  ["password-set", "Your password is set. Sign in with it."],
  ["session-ended", "Your session has ended. Sign in again."],
  ["signed-out-everywhere", "You are signed out on every device."],
]);

/** Reads the sign-in page's query; of errors and notices only those it knows are shown. */
export function arrivalOf(search: string): Arrival {
  const query = new URLSearchParams(search);
  return {
    next: sitePath(query.get("next")),
    error: errors.get(query.get("error") ?? "") ?? null,
    notice: notices.get(query.get("notice") ?? "") ?? null,
  };
}

/**
 * Where signing in through the provider begins. Who was refused is asked there who they are: else
 * the provider, which knows them, would send them straight back.
 */
export function ssoPath(arrival: Arrival | null): string {
  const query = new URLSearchParams({ next: arrival?.next ?? "/" });
  if (arrival?.error) query.set("anew", "");
  return `/auth/keycloak?${query}`;
}
