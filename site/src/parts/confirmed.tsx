import { useEffect, useRef, useState } from "preact/hooks";

interface ConfirmedProps {
  label: string;
  /** What will happen to whom, asked before it does. */
  question: string;
  /** On the button that does it. */
  confirm: string;
  busy: boolean;
  onConfirm: () => void;
}

/** A button that asks once more before it does something that is not easily undone. */
export function Confirmed({ label, question, confirm, busy, onConfirm }: ConfirmedProps) {
  const [asked, setAsked] = useState(false);
  const focused = useRef<HTMLButtonElement>(null);
  const wasAsked = useRef(false);
  useEffect(() => {
    // To what cannot do harm, and back to where one came from.
    if (asked || wasAsked.current) focused.current?.focus();
    wasAsked.current = asked;
  }, [asked]);
  const answer = (act: () => void) => () => {
    setAsked(false);
    act();
  };
  if (!asked) {
    return (
      <button
        key="ask"
        type="button"
        class="danger"
        ref={focused}
        disabled={busy}
        onClick={() => setAsked(true)}
      >
        {label}
      </button>
    );
  }
  return (
    <div class="confirm" key="confirm">
      <p role="alert">{question}</p>
      <div class="form-actions">
        <button type="button" class="danger" disabled={busy} onClick={answer(onConfirm)}>
          {confirm}
        </button>
        <button type="button" ref={focused} onClick={answer(() => {})}>
          Keep
        </button>
      </div>
    </div>
  );
}
