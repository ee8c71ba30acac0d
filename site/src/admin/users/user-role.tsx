import { useEffect, useState } from "preact/hooks";
import { hub } from "../../live/hub-client.ts";
import { RoleSelect } from "../role-select.tsx";
import type { AccountSectionProps } from "./use-account-change.ts";

/** The role of an account; of an SSO account also what its groups give. */
export function UserRole({ user, busy, run }: AccountSectionProps) {
  const { id: userId, email, mappedRole } = user;
  const [role, setRole] = useState(user.role);
  useEffect(() => setRole(user.role), [user.role]);
  const save = async () => {
    await hub.setUserRole.mutate({ userId, role });
    return { said: `${email} is ${role} now.` };
  };
  const reset = async () => {
    const given = await hub.resetUserRole.mutate({ userId });
    return { said: `${email} is ${given.role} now, as the groups give.` };
  };
  return (
    <section class="act">
      <RoleSelect value={role} disabled={busy} onChange={setRole} />
      {mappedRole !== null && (
        <p class="hint">
          {user.roleOverridden
            ? `Groups give ${mappedRole}; ${user.role} was set here and holds until it is reset.`
            : `Groups give ${mappedRole}, again at each sign-in. A role set here overrides that.`}
        </p>
      )}
      <div class="form-actions">
        <button type="button" disabled={busy || role === user.role} onClick={() => run(save)}>
          Change role
        </button>
        {user.roleOverridden && (
          <button type="button" disabled={busy} onClick={() => run(reset)}>
            Reset to {mappedRole}
          </button>
        )}
      </div>
    </section>
  );
}
