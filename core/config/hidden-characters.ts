/**
 * What is not seen, or turns what stands around it about, for a class of a pattern with the flag u:
 * control and format characters, ends of lines, halves of a character, and Hangul's fillers.
 */
export const hiddenCharacters = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u115F\\u1160\\u3164\\uFFA0";

const hidden = new RegExp(`[${hiddenCharacters}]`, "gu");

/** A text with its hidden characters written as their codes: `a\u{202E}b`. */
export function visible(text: string): string {
  return text.replace(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16).toUpperCase().padStart(4, "0")}}`;
  });
}
