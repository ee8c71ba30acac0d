import { useState } from "preact/hooks";
import { Alert } from "../../parts/alert.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { useAttempt } from "../../parts/use-attempt.ts";

interface RevokeTokenProps {
  /** In a sentence: "the API token nightly-report". */
  name: string;
  consequence: string;
  revoke: () => Promise<unknown>;
  onDone: () => void;
}

/** Asks, and then makes a token useless. */
export function RevokeToken({ name, consequence, revoke, onDone }: RevokeTokenProps) {
  const [asked, setAsked] = useState(false);
  const { busy, refusal, attempt } = useAttempt();
  const run = () =>
    attempt(async () => {
      await revoke();
      setAsked(false);
      onDone();
    });
  return (
    <>
      <button type="button" onClick={() => setAsked(true)} aria-label={`Revoke ${name}`}>
        Revoke
      </button>
      {asked && (
        <Dialog title={`Revoke ${name}?`} onClose={() => setAsked(false)}>
          {refusal && <Alert text={refusal} />}
          <p>{consequence} This can not be undone.</p>
          <div class="form-actions">
            <button type="button" class="danger" disabled={busy} onClick={run}>
              {busy ? "Revoking…" : "Revoke"}
            </button>
            <button type="button" onClick={() => setAsked(false)}>
              Keep
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
