import { useEffect, useState } from "preact/hooks";
import { Wordmark } from "../frame/wordmark.tsx";
import { door } from "../live/hub-client.ts";
import { Alert } from "../parts/alert.tsx";
import { onSubmitted } from "../parts/field.tsx";
import { useAttempt } from "../parts/use-attempt.ts";
import { passwordProblem } from "./new-password.ts";
import { NewPasswordFields } from "./new-password-fields.tsx";

export function SetPassword() {
  const [link, setLink] = useState<string | null>(null);
  useEffect(() => setLink(takeLink()), []);
  return (
    <section class="door-card">
      <div class="door-head">
        <Wordmark />
      </div>
      <h1>Set a password</h1>
      {link === "" ? <LinkMissing /> : <PasswordForm link={link ?? ""} />}
    </section>
  );
}

/** Takes the secret of the one-time link out of the address; "" when there is none. */
function takeLink(): string {
  const secret = /^#(link_[\w-]{20,180})$/.exec(location.hash)?.[1] ?? "";
  // Neither the history nor somebody who looks at the screen should keep it.
  history.replaceState(null, "", location.pathname);
  // Another link opened in this very tab changes nothing but the part behind the #.
  addEventListener("hashchange", () => location.reload());
  return secret;
}

function LinkMissing() {
  return (
    <>
      <Alert text="This address has no one-time link in it, or only a part of one." />
      <p>
        Open the link that you were given once more, whole. It works once and for a day; an
        administrator can make a new one.
      </p>
      <a href="/sign-in">Go to the sign-in page</a>
    </>
  );
}

function PasswordForm({ link }: { link: string }) {
  const { busy, refusal, attempt, refuse } = useAttempt();
  const submit = onSubmitted((text) => {
    const password = text("password");
    const problem = passwordProblem(password, text("again"));
    if (problem) return refuse(problem);
    void attempt(async () => {
      await door.setPassword.mutate({ link, password });
      location.replace("/sign-in?notice=password-set");
    });
  });
  return (
    <>
      {refusal && <Alert text={refusal} />}
      <form class="form" method="post" action="/set-password" onSubmit={submit} aria-busy={busy}>
        <NewPasswordFields />
        <button type="submit" class="primary" disabled={busy}>
          {busy ? "Setting the password…" : "Set password"}
        </button>
      </form>
    </>
  );
}
