import { hub } from "../../live/hub-client.ts";
import { Confirmed } from "../../parts/confirmed.tsx";
import type { AccountSectionProps } from "./use-account-change.ts";

/** Whether an account may sign in at all. */
export function UserAccess({ user, busy, run }: AccountSectionProps) {
  const { id: userId, email } = user;
  const disable = async () => {
    await hub.disableUser.mutate({ userId });
    return { said: `${email} is disabled and signed out.` };
  };
  const enable = async () => {
    await hub.enableUser.mutate({ userId });
    return { said: `${email} can sign in again.` };
  };
  return (
    <section class="act">
      <h3>Access</h3>
      {user.disabledAtMs === null ? (
        <>
          <p class="hint">
            Disabling ends all sessions and API tokens of this account, for good and at once.
          </p>
          <Confirmed
            label="Disable"
            question={`Disable ${email}? They are signed out at once and can not sign in.`}
            confirm={`Disable ${email}`}
            busy={busy}
            onConfirm={() => run(disable)}
          />
        </>
      ) : (
        <>
          <p class="hint">This account is disabled.</p>
          <button type="button" disabled={busy} onClick={() => run(enable)}>
            Enable
          </button>
        </>
      )}
    </section>
  );
}
