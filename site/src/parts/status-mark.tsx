import type { Standing, Tone } from "../view/standing.ts";
import { Icon, type IconName } from "./icon.tsx";

export const toneIcons: Record<Tone, IconName> = {
  good: "check",
  warning: "triangle",
  bad: "cross",
  inactive: "dash",
};

/** A status as shape, colour and word. */
export function StatusMark({ tone, word }: Pick<Standing, "tone" | "word">) {
  return (
    <span class={`status tone-${tone}`}>
      <Icon name={toneIcons[tone]} />
      {word}
    </span>
  );
}
