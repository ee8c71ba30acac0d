import { expect, it } from "vitest";
import { cleanText } from "./clean-text.ts";

it.each([
  ["a line feed", "a\nb", "a\uFFFDb"],
  ["half of a surrogate pair", "a\uD83Db", "a\uFFFDb"],
  ["an override of the direction", "a\u202Egnp", "a\uFFFDgnp"],
  ["an isolate", "\u2066a\u2069", "\uFFFDa\uFFFD"],
  ["nothing in text of any alphabet", "Ärger 😀 שלום", "Ärger 😀 שלום"],
])("text from outside is rid of %s", (_what, text, clean) => {
  expect(cleanText(100).parse(text)).toBe(clean);
});
