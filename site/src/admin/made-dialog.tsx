import type { ComponentChildren } from "preact";
import { Dialog } from "../parts/dialog.tsx";

interface MadeDialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** Shows a secret that was just made, until its reader has it. */
export function MadeDialog({ title, onClose, children }: MadeDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <div class="form-actions">
        <button type="button" class="primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
