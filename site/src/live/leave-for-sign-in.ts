import { signInPath } from "../../../core/contract/site-path.ts";

let leaving = false;

/** Goes to the sign-in page, which leads back here; once, however many calls were refused. */
export function leaveForSignIn(): void {
  if (leaving) return;
  leaving = true;
  const target = new URL(signInPath(location.pathname + location.search), location.origin);
  target.searchParams.set("notice", "session-ended");
  location.replace(target.pathname + target.search);
}
