import { Icon } from "./icon.tsx";

/** Says at once what went wrong. */
export function Alert({ text }: { text: string }) {
  return (
    <p class="alert tone-bad" role="alert">
      <Icon name="cross" />
      <span>{text}</span>
    </p>
  );
}

/** Says that something was done. */
export function Done({ text }: { text: string }) {
  return (
    <p class="alert tone-good" role="status">
      <Icon name="check" />
      <span>{text}</span>
    </p>
  );
}
