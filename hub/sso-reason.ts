import { SsoFailure } from "./auth/keycloak.ts";
import { TooMany } from "./auth/rate-limit.ts";
import type { Deed } from "./fleet/audit-row.ts";
import { Refusal } from "./fleet/refusal.ts";

/** Why a sign-in through SSO failed. */
interface SsoReason {
  /** For the sign-in page. */
  code: string;
  /** For the audit log, which is also told which account it was. */
  said: string;
  resource: Deed["resource"];
}

/** What the sign-in page is told, and what the audit log is; null for a fault of ours. */
export function ssoReason(error: unknown): SsoReason | null {
  if (error instanceof SsoFailure) {
    return { code: `sso-${error.kind}`, said: error.message, resource: null };
  }
  if (error instanceof Refusal) {
    const { kind, message, privately } = error;
    const code = kind === "disabled" ? "sso-disabled" : "sso-failed";
    return { code, said: privately?.error ?? message, resource: privately?.resource ?? null };
  }
  return error instanceof TooMany
    ? { code: "sso-failed", said: error.message, resource: null }
    : null;
}
