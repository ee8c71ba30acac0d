import type { UserRow } from "../../../../core/contract/people-contract.ts";
import { Alert, Done } from "../../parts/alert.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { DeleteUser } from "./delete-user.tsx";
import { LinkShown } from "./link-shown.tsx";
import { useAccountChange } from "./use-account-change.ts";
import { UserAccess } from "./user-access.tsx";
import { UserPassword } from "./user-password.tsx";
import { UserRole } from "./user-role.tsx";

interface ManageUserProps {
  user: UserRow;
  isMe: boolean;
  onDone: () => void;
  onClose: () => void;
}

/** Everything an administrator can do with one account. */
export function ManageUser({ user, isMe, onDone, onClose }: ManageUserProps) {
  const { busy, refusal, changed, run } = useAccountChange(onDone);
  const { email } = user;
  const shared = { user, busy, run };
  return (
    <Dialog title={email} onClose={onClose}>
      <p class="hint">
        {user.name}
        {isMe && " · This is you: a change of your own rights takes effect at once."}
      </p>
      {refusal && <Alert text={refusal} />}
      {changed && <Done text={changed.said} />}
      {changed?.link && <LinkShown email={email} link={changed.link} />}
      <UserRole {...shared} />
      {user.kind === "local" && <UserPassword {...shared} />}
      <UserAccess {...shared} />
      <DeleteUser {...shared} onDeleted={onClose} />
    </Dialog>
  );
}
