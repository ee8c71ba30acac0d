import { useState } from "preact/hooks";
import { passwordProblem } from "../account/new-password.ts";
import { NewPasswordFields } from "../account/new-password-fields.tsx";
import { account } from "../live/hub-client.ts";
import { Alert, Done } from "../parts/alert.tsx";
import { onSubmitted, TextField } from "../parts/field.tsx";
import { Panel } from "../parts/panel.tsx";
import { useAttempt } from "../parts/use-attempt.ts";

export function PasswordPanel({ email }: { email: string }) {
  const { busy, refusal, attempt, refuse } = useAttempt();
  const [isChanged, setChanged] = useState(false);
  const submit = onSubmitted((text, form) => {
    setChanged(false);
    const [currentPassword, newPassword] = [text("current"), text("password")];
    const problem = passwordProblem(newPassword, text("again"));
    if (problem) return refuse(problem);
    void attempt(async () => {
      await account.changePassword.mutate({ currentPassword, newPassword });
      form.reset();
      setChanged(true);
    });
  });
  return (
    <Panel title="Password" lead="Changing it signs you out on every other device.">
      <form
        class="form panel-body"
        method="post"
        action="/settings"
        onSubmit={submit}
        aria-busy={busy}
      >
        {refusal && <Alert text={refusal} />}
        {isChanged && <Done text="Your password is changed, and your other sessions have ended." />}
        {/* Tells a password manager whose password this is. */}
        <input type="email" autocomplete="username" value={email} readOnly hidden />
        <TextField
          label="Current password"
          name="current"
          type="password"
          autocomplete="current-password"
          required
        />
        <NewPasswordFields />
        <div class="form-actions">
          <button type="submit" class="primary" disabled={busy}>
            {busy ? "Changing…" : "Change password"}
          </button>
        </div>
      </form>
    </Panel>
  );
}
