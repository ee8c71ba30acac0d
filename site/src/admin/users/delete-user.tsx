import { hub } from "../../live/hub-client.ts";
import { Confirmed } from "../../parts/confirmed.tsx";
import type { AccountSectionProps } from "./use-account-change.ts";

interface DeleteUserProps extends AccountSectionProps {
  onDeleted: () => void;
}

export function DeleteUser({ user, busy, run, onDeleted }: DeleteUserProps) {
  const { id: userId, email } = user;
  const remove = async () => {
    await hub.deleteUser.mutate({ userId });
    onDeleted();
    return { said: `${email} is deleted.` };
  };
  return (
    <section class="act">
      <h3>Delete</h3>
      <p class="hint">
        What the account did stays in the audit log.
        {user.kind === "sso" &&
          " Deleting keeps nobody out: the next sign-in through SSO makes the account anew. Disable it for that."}
      </p>
      <Confirmed
        label="Delete account"
        question={`Delete ${email} for good, with its sessions and API tokens? This can not be undone.`}
        confirm={`Delete ${email}`}
        busy={busy}
        onConfirm={() => run(remove)}
      />
    </section>
  );
}
