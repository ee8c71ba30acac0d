import type { Me } from "../../../core/contract/people-contract.ts";
import { Panel } from "../parts/panel.tsx";
import { roleMay } from "../view/role-words.ts";

const kinds: Record<Me["kind"], string> = {
  local: "With a password kept by this hub",
  sso: "Through your organization's identity provider (SSO)",
};

export function ProfilePanel({ me }: { me: Me }) {
  return (
    <Panel title="Profile" lead="An administrator can change your role.">
      <dl class="facts panel-body">
        <dt>Name</dt>
        <dd>{me.name}</dd>
        <dt>Email</dt>
        <dd>{me.email}</dd>
        <dt>Role</dt>
        <dd>
          <span class="badge">{me.role}</span> <span class="muted">{roleMay(me.role)}</span>
        </dd>
        <dt>Signs in</dt>
        <dd>{kinds[me.kind]}</dd>
      </dl>
    </Panel>
  );
}
