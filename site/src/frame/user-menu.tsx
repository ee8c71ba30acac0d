import { useEffect, useRef, useState } from "preact/hooks";
import type { Me } from "../../../core/contract/people-contract.ts";
import { door } from "../live/hub-client.ts";
import { Alert } from "../parts/alert.tsx";
import { useAttempt } from "../parts/use-attempt.ts";

/** Who is signed in, and the way out. */
export function UserMenu({ me }: { me: Me | null }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useCloseOutside(box, open, () => setOpen(false));
  if (!me) return <span class="avatar" aria-hidden="true" />;
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== "Escape" || !open) return;
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what its button opens
    <div class="user-menu" ref={box} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="user-button"
        aria-expanded={open}
        aria-controls="user-menu"
        aria-label={`Account of ${me.email}`}
        onClick={() => setOpen(!open)}
      >
        <span class="avatar" aria-hidden="true">
          {me.name.slice(0, 1).toUpperCase()}
        </span>
        <span class="user-email">{me.email}</span>
      </button>
      {open && <MenuPanel me={me} />}
    </div>
  );
}

function MenuPanel({ me }: { me: Me }) {
  const { busy, refusal, attempt } = useAttempt();
  const signOut = () =>
    attempt(async () => {
      const { continueAt } = await door.signOut.mutate();
      location.assign(continueAt ?? "/sign-in");
    });
  return (
    <div class="menu-panel" id="user-menu">
      <p class="menu-who">
        <strong>{me.name}</strong>
        <span class="muted">{me.email}</span>
        <span class="badge">{me.role}</span>
      </p>
      <ul>
        <li>
          <a href="/settings">Settings</a>
        </li>
        <li>
          <button type="button" disabled={busy} onClick={signOut}>
            {busy ? "Signing out…" : "Sign out"}
          </button>
        </li>
      </ul>
      {refusal && <Alert text={refusal} />}
    </div>
  );
}

function useCloseOutside(
  box: { current: HTMLElement | null },
  open: boolean,
  close: () => void,
): void {
  useEffect(() => {
    if (!open) return;
    const onEvent = ({ target }: Event) => {
      if (!box.current?.contains(target as Node)) close();
    };
    const events = ["pointerdown", "focusin"];
    for (const event of events) document.addEventListener(event, onEvent);
    return () => {
      for (const event of events) document.removeEventListener(event, onEvent);
    };
  });
}
