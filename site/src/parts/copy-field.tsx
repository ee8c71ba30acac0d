import { useId, useState } from "preact/hooks";

interface CopyFieldProps {
  label: string;
  value: string;
  /** More than one line. */
  multiline?: boolean;
}

/** A text to take elsewhere. */
export function CopyField({ label, value, multiline = false }: CopyFieldProps) {
  const id = useId();
  const [said, say] = useState("");
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => say("Copied"),
      () => say("Select the text and copy it by hand"),
    );
  const select = ({ currentTarget }: { currentTarget: { select(): void } }) =>
    currentTarget.select();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copy">
        {multiline ? (
          <textarea id={id} readOnly rows={7} value={value} onFocus={select} spellcheck={false} />
        ) : (
          <input id={id} readOnly value={value} onFocus={select} spellcheck={false} />
        )}
        <button type="button" onClick={copy} aria-label={`Copy: ${label}`}>
          Copy
        </button>
      </div>
      <p class="hint" role="status">
        {said}
      </p>
    </div>
  );
}
