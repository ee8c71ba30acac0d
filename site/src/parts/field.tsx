import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  hint?: string;
}

interface TextFieldProps extends FieldProps, Omit<JSX.IntrinsicElements["input"], "label" | "id"> {
  name: string;
}

/** An input with its label and hint; the form is read by `name`. */
export function TextField({ label, hint, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface SelectFieldProps extends FieldProps {
  name: string;
  value?: string;
  onChange?: (value: string) => void;
  disabled?: boolean;
  children: ComponentChildren;
}

export function SelectField({ label, hint, onChange, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={({ currentTarget }) => onChange?.(currentTarget.value)}
        {...select}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** The text of a form's field, by its name; "" when there is none. */
export type FormText = (name: string) => string;

/** Calls with the form's texts by name; what a password field holds is left as it was typed. */
export function onSubmitted(
  submit: (text: FormText, form: HTMLFormElement) => void,
): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    submit((name) => String(data.get(name) ?? ""), form);
  };
}
