import type { ComponentChildren } from "preact";
import { Alert } from "../parts/alert.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { type FormText, onSubmitted } from "../parts/field.tsx";
import { useAttempt } from "../parts/use-attempt.ts";

interface CreateDialogProps {
  title: string;
  /** The page's own path: the form is sent there should the script fail. */
  page: string;
  /** On the button that does it. */
  confirm: string;
  create: (text: FormText) => Promise<void>;
  onClose: () => void;
  /** The fields. */
  children: ComponentChildren;
}

/** Asks for what a new thing needs to be, and has it made; says why when it was not. */
export function CreateDialog(props: CreateDialogProps) {
  const { title, page, confirm, create, onClose, children } = props;
  const { busy, refusal, attempt } = useAttempt();
  const submit = onSubmitted((text) => void attempt(() => create(text)));
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="form" method="post" action={page} onSubmit={submit} aria-busy={busy}>
        {refusal && <Alert text={refusal} />}
        {children}
        <div class="form-actions">
          <button type="submit" class="primary" disabled={busy}>
            {busy ? "Creating…" : confirm}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
