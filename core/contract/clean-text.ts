import { z } from "zod";

/**
 * Half of a surrogate pair, a control character, or one that turns the direction of what follows
 * (U+202A–E, U+2066–9): no database or page can be trusted with it.
 */
const unprintable = /[\p{Cs}\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/** The text with U+FFFD for whatever can not be printed. */
export function printable(text: string): string {
  return text.replace(unprintable, "\uFFFD");
}

/** Text from outside, of at most so many characters; what can not be printed becomes U+FFFD. */
export const cleanText = (maxLength: number) => z.string().max(maxLength).overwrite(printable);
