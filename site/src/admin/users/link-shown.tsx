import type { OneTimeLink } from "../../../../core/contract/people-contract.ts";
import { CopyField } from "../../parts/copy-field.tsx";
import { Moment } from "../../parts/moment.tsx";

/** The link with which somebody sets a password; nobody can look it up later. */
export function LinkShown({ email, link }: { email: string; link: OneTimeLink }) {
  return (
    <div class="secret">
      <CopyField
        label={`One-time link for ${email}`}
        value={new URL(link.path, location.origin).href}
      />
      <p class="hint">
        Shown this once. Whoever opens it sets the password, once, until{" "}
        <Moment atMs={link.expiresAtMs} />; so give it to nobody else.
      </p>
    </div>
  );
}
