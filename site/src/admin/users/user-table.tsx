import type { UserRow } from "../../../../core/contract/people-contract.ts";
import { Age } from "../../parts/age.tsx";
import { StatusMark } from "../../parts/status-mark.tsx";
import { TableHead } from "../../parts/table-head.tsx";
import { userState } from "../../view/user-state.ts";

interface UserTableProps {
  users: readonly UserRow[];
  meId: string;
  onManage: (user: UserRow) => void;
}

export function UserTable({ users, meId, onManage }: UserTableProps) {
  return (
    <table class="table" data-testid="users">
      <caption class="sr-only">Accounts</caption>
      <TableHead columns={["User", "Role", "Signs in", "State", "Last sign-in"]} last="Actions" />
      <tbody>
        {users.map((user) => (
          <UserLine key={user.id} user={user} isMe={user.id === meId} onManage={onManage} />
        ))}
      </tbody>
    </table>
  );
}

interface UserLineProps {
  user: UserRow;
  isMe: boolean;
  onManage: (user: UserRow) => void;
}

function UserLine({ user, isMe, onManage }: UserLineProps) {
  const { tone, word, reason } = userState(user);
  return (
    <tr data-testid={`user-${user.email}`}>
      <th scope="row" class="cell-main">
        <strong>{user.email}</strong> {isMe && <span class="badge">You</span>}
        <span class="hint">{user.name}</span>
      </th>
      <td data-label="Role">
        <span class="badge">{user.role}</span>
        {user.roleOverridden && <span class="hint">groups give {user.mappedRole}</span>}
      </td>
      <td data-label="Signs in">{user.kind === "sso" ? "SSO" : "Password"}</td>
      <td data-label="State">
        <StatusMark tone={tone} word={word} />
        {reason && <span class="hint">{reason}</span>}
      </td>
      <td data-label="Last sign-in">
        {user.lastSignInAtMs === null ? (
          <span class="muted">Never</span>
        ) : (
          <Age atMs={user.lastSignInAtMs} />
        )}
      </td>
      <td class="cell-actions">
        <button type="button" onClick={() => onManage(user)} aria-label={`Manage ${user.email}`}>
          Manage
        </button>
      </td>
    </tr>
  );
}
