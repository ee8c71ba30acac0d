import { SignedInPage } from "../frame/signed-in-page.tsx";
import { AppearancePanel } from "./appearance-panel.tsx";
import { PasswordPanel } from "./password-panel.tsx";
import { ProfilePanel } from "./profile-panel.tsx";
import { SessionsPanel } from "./sessions-panel.tsx";

export function Settings() {
  return (
    <SignedInPage
      here="settings"
      heading="Settings"
      lead="Your account, and how this browser shows Tidepool."
      needs="USER"
    >
      {(me) => (
        <div class="settings">
          <div class="settings-column">
            <ProfilePanel me={me} />
            <SessionsPanel />
          </div>
          <div class="settings-column">
            {me.kind === "local" && <PasswordPanel email={me.email} />}
            <AppearancePanel />
          </div>
        </div>
      )}
    </SignedInPage>
  );
}
