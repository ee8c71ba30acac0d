import { hub } from "../../live/hub-client.ts";
import { Confirmed } from "../../parts/confirmed.tsx";
import type { AccountSectionProps } from "./use-account-change.ts";

/** The password of a local account, which an administrator can take away but never choose. */
export function UserPassword({ user, busy, run }: AccountSectionProps) {
  const { id: userId, email, hasPassword } = user;
  const reset = async () => {
    const link = await hub.resetPassword.mutate({ userId });
    return { said: `${email} is signed out and has no password until this link was used.`, link };
  };
  return (
    <section class="act">
      <h3>Password</h3>
      <p class="hint">
        {hasPassword
          ? "Resetting takes the password away, ends all sessions and API tokens, and gives a new one-time link."
          : "Has none yet. A new one-time link makes the earlier one useless."}
      </p>
      <Confirmed
        label={hasPassword ? "Reset password" : "New one-time link"}
        question={`Give ${email} a new one-time link? What let them in until now stops working.`}
        confirm="Make the link"
        busy={busy}
        onConfirm={() => run(reset)}
      />
    </section>
  );
}
