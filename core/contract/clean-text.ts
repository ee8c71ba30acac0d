import { z } from "zod";

/** Half of a surrogate pair, or a control character: no database or page can be trusted with it. */
const unprintable = /[\p{Cs}\p{Cc}]/gu;

/** Text from outside, of at most so many characters; what can not be printed becomes U+FFFD. */
export const cleanText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .overwrite((text) => text.replace(unprintable, "\uFFFD"));
