import { useState } from "preact/hooks";
import type { Me } from "../../../../core/contract/people-contract.ts";
import { SignedInPage } from "../../frame/signed-in-page.tsx";
import { useFeed } from "../../frame/use-feed.ts";
import { hub } from "../../live/hub-client.ts";
import { Answered } from "../../parts/answered.tsx";
import { Panel } from "../../parts/panel.tsx";
import { counted } from "../../view/format.ts";
import { CreateUser } from "./create-user.tsx";
import { ManageUser } from "./manage-user.tsx";
import { UserTable } from "./user-table.tsx";

export function Users() {
  return (
    <SignedInPage
      here="users"
      heading="Users"
      lead="Who may sign in, and what they may do."
      needs="ADMIN"
    >
      {(me) => <UsersPanel me={me} />}
    </SignedInPage>
  );
}

const askUsers = () => hub.users.query();

function UsersPanel({ me }: { me: Me }) {
  const users = useFeed(askUsers, "people");
  const [open, setOpen] = useState<{ kind: "create" } | { kind: "manage"; id: string } | null>(
    null,
  );
  const close = () => setOpen(null);
  const managed =
    open?.kind === "manage" ? users.answer?.find((user) => user.id === open.id) : undefined;
  return (
    <Panel
      title={users.answer ? counted(users.answer.length, "account") : "Accounts"}
      actions={
        <button type="button" class="primary" onClick={() => setOpen({ kind: "create" })}>
          Create user
        </button>
      }
    >
      <Answered state={users}>
        {(rows) => (
          <UserTable
            users={rows}
            meId={me.id}
            onManage={({ id }) => setOpen({ kind: "manage", id })}
          />
        )}
      </Answered>
      {open?.kind === "create" && <CreateUser onDone={users.refresh} onClose={close} />}
      {managed && (
        <ManageUser
          key={managed.id}
          user={managed}
          isMe={managed.id === me.id}
          onDone={users.refresh}
          onClose={close}
        />
      )}
    </Panel>
  );
}
